package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The memory of mLSTM: a matrix per head that values are written to under their keys, with
 * exponential input gates, and read from by queries.
 *
 * <pre>{@code
 * C_t = f'_t C_{t-1} + i'_t k_t v_tᵀ / √d       n_t = f'_t n_{t-1} + i'_t k_t / √d
 * h_t = C_tᵀ q_t / max(|n_tᵀ q_t|, exp(-m_t))
 * m_t = max(log σ(f_t) + m_{t-1}, i_t)
 * i'_t = exp(i_t - m_t)                         f'_t = exp(log σ(f_t) + m_{t-1} - m_t)
 * }</pre>
 *
 * <p>and for all places at once, without a loop, at a cost quadratic in their number,
 *
 * <pre>{@code
 * log D_ts = Σ_{r=s+1..t} log σ(f_r) + i_s  for s ≤ t, else -∞       m_t = max_s log D_ts
 * A = Q Kᵀ / √d ⊙ exp(log D - m)
 * h_t = Σ_s A_ts v_s / max(|Σ_s A_ts|, exp(-m_t))
 * }</pre>
 *
 * <p>Both are the same numbers: m only scales what is divided by itself. Beck et al. 2024, "xLSTM",
 * eqs. 19 to 27 and appendix A.3. As in the reference program, 1e-6 is added to the denominator; m
 * starts from -∞ here, as in the parallel form, not from 0.
 */
final class MatrixMemory {
  private static final double EPSILON = 1e-6;

  private MatrixMemory() {}

  /**
   * All places at once.
   *
   * @param q {@code (row, head, token, d)}, k and v alike
   * @param i raw input gates, {@code (row, head, token)}, f alike
   * @return {@code (row, head, token, d)}
   */
  static Tensor parallel(Tensor q, Tensor k, Tensor v, Tensor i, Tensor f) {
    Tensor forgot = torch.log_sigmoid(f).cumsum(-1); // Σ_{r≤t} log σ(f_r)
    Tensor logD = forgot.unsqueeze(-1).add(i.sub(forgot).unsqueeze(-2)).add(past(q));
    Tensor m = logD.amax(new long[] {-1}, true); // (row, head, token, 1)
    Tensor a = scaled(q.matmul(k.transpose(-2, -1)), q).mul(logD.sub(m).exp());
    Tensor sum = torch.sum(a, new long[] {-1}, true, new ScalarTypeOptional());
    return a.matmul(v).div(denominator(sum, m));
  }

  /** (token, token): 0 where the second stands no later than the first, else -∞. */
  private static Tensor past(Tensor q) {
    long[] tokens = {q.size(2), q.size(2)};
    Scalar never = new Scalar(Double.NEGATIVE_INFINITY);
    return torch.full(tokens, never, q.options()).triu(1);
  }

  /** Memory C, its normaliser n, its stabiliser m: {@code (row, head, d, d)} and less. */
  static List<Tensor> start(Tensor like, long rows, long heads, long d) {
    return List.of(
        torch.zeros(new long[] {rows, heads, d, d}, like.options()),
        torch.zeros(new long[] {rows, heads, d}, like.options()),
        torch.full(new long[] {rows, heads}, new Scalar(Double.NEGATIVE_INFINITY), like.options()));
  }

  /**
   * One place further.
   *
   * @param q {@code (row, head, d)}, k and v alike
   * @param i {@code (row, head)}, f alike
   * @return output {@code (row, head, d)}
   */
  static Recurrence.Step step(
      Tensor q, Tensor k, Tensor v, Tensor i, Tensor f, List<Tensor> state) {
    Tensor kept = torch.log_sigmoid(f).add(state.get(2));
    Tensor m = torch.maximum(kept, i);
    Tensor forget = kept.sub(m).exp().unsqueeze(-1); // (row, head, 1)
    Tensor key = scaled(k, k).mul(i.sub(m).exp().unsqueeze(-1)); // i' k / √d
    Tensor c = forget.unsqueeze(-1).mul(state.get(0)).add(key.unsqueeze(-1).mul(v.unsqueeze(-2)));
    Tensor n = forget.mul(state.get(1)).add(key);
    Tensor read = q.unsqueeze(-2).matmul(c).squeeze(-2); // (row, head, d)
    Tensor sum = q.mul(n).sum(-1).unsqueeze(-1);
    return new Recurrence.Step(read.div(denominator(sum, m.unsqueeze(-1))), List.of(c, n, m));
  }

  private static Tensor denominator(Tensor sum, Tensor m) {
    return Tensors.plus(torch.maximum(sum.abs(), m.neg().exp()), EPSILON);
  }

  /** {@code x / √d}, d the width of a head. */
  private static Tensor scaled(Tensor x, Tensor head) {
    return Tensors.times(x, 1 / Math.sqrt((double) head.size(-1)));
  }
}
