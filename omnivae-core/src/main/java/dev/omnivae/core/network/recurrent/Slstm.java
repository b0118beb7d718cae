package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * sLSTM: scalar memories with exponential input gates, whose heads see their own last output.
 *
 * <pre>{@code
 * i, f, z, o = W x_t + R h_{t-1} + b     (block-diagonal, one block per head; i and f see the
 *                                         input through a causal convolution and swish)
 * m_t = max(log σ(f) + m_{t-1}, i)
 * i' = exp(i - m_t)                      f' = exp(log σ(f) + m_{t-1} - m_t)
 * c_t = f' c_{t-1} + i' tanh(z)          n_t = f' n_{t-1} + i'
 * h_t = σ(o) c_t / n_t                   output: h_t normalised per head
 * }</pre>
 *
 * <p>Beck et al. 2024, "xLSTM", eqs. 8 to 17 and figure 10; first values as in the reference
 * program (recurrent matrices start from zero, biases of forget gates fall from 5 to -7 over the
 * channels of a head). m starts from -∞: the first step then has m = i, which the reference program
 * arranges by a test. There is no parallel form: h_{t-1} enters the gates. State: of the
 * convolution, then h, c, n, m, {@code (row, width)} each.
 */
public final class Slstm implements Recurrence {
  private final CausalConvolution convolution;
  private final HeadwiseLinear convolved; // i, f
  private final HeadwiseLinear plain; // z, o
  private final Parameter recurrent;
  private final Parameter bias;
  private final HeadNorm norm;
  private final long width;
  private final long heads;
  private final long d;

  /**
   * Declares it.
   *
   * @param heads divides the width
   * @param depth where the block stands, 0 for the first to 1 for the last: later ones remember
   *     longer at first
   */
  Slstm(Parameters parameters, long width, long heads, double depth) {
    this.width = width;
    this.heads = heads;
    this.d = width / heads;
    Initialiser small = Xlstm.small(width);
    this.convolution = new CausalConvolution(parameters.child("conv"), width);
    this.convolved = new HeadwiseLinear(parameters.child("convolved"), small, heads, d, 2 * d);
    this.plain = new HeadwiseLinear(parameters.child("plain"), small, heads, d, 2 * d);
    this.recurrent = parameters.declare("recurrent", Initialiser.constant(0), heads, d, 4 * d);
    this.bias = parameters.declare("bias", biases(d, depth), heads, 4 * d);
    this.norm = new HeadNorm(parameters.child("norm"), width, heads);
  }

  private static Initialiser biases(long d, double depth) {
    return (noise, like, shape) -> {
      double[] values = new double[Math.toIntExact(shape[0] * shape[1])];
      for (int head = 0; head < shape[0]; head++) {
        for (int at = 0; at < d; at++) {
          double along = d == 1 ? 0 : at / (d - 1.0);
          values[Math.toIntExact((4L * head + 1) * d + at)] =
              5 - 12 * Math.pow(along, 0.3 + 1.3 * depth);
        }
      }
      return Tensors.of(values, shape).to(like.scalar_type());
    };
  }

  @Override
  public Tensor forward(Tensor inputs) {
    long rows = inputs.size(0);
    long tokens = inputs.size(1);
    Tensor c = torch.silu(convolution.forward(inputs));
    Tensor gates = gates(c, inputs).permute(1, 2, 0, 3).contiguous(); // (token, head, row, 4 d)
    List<Tensor> state = new ArrayList<>();
    memories(inputs, rows).forEach(memory -> state.add(byHead(memory)));
    List<Tensor> outputs = new ArrayList<>();
    for (long t = 0; t < tokens; t++) {
      List<Tensor> next = cell(gates.select(0, t), state);
      state.clear();
      state.addAll(next);
      outputs.add(next.get(0));
    }
    Tensor h = Tensors.stack(outputs, 0); // (token, head, row, d)
    return norm.forward(h.permute(2, 0, 1, 3).flatten(2, 3));
  }

  @Override
  public List<Tensor> start(Tensor like, long rows) {
    List<Tensor> state = new ArrayList<>(convolution.start(like, rows));
    state.addAll(memories(like, rows));
    return state;
  }

  private List<Tensor> memories(Tensor like, long rows) {
    long[] shape = {rows, width};
    Tensor zeros = torch.zeros(shape, like.options());
    Tensor none = torch.full(shape, new Scalar(Double.NEGATIVE_INFINITY), like.options());
    return List.of(zeros, zeros, zeros, none);
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Step seen = convolution.step(input, state.subList(0, 1));
    Tensor gates = gates(torch.silu(seen.output()), input).transpose(0, 1); // (head, row, 4 d)
    List<Tensor> cell = cell(gates, state.subList(1, 5).stream().map(this::byHead).toList());
    List<Tensor> next = new ArrayList<>(seen.state());
    cell.forEach(memory -> next.add(memory.transpose(0, 1).flatten(1, 2)));
    return new Step(norm.forward(next.get(1)), next);
  }

  /** {@code (row, width)} to {@code (head, row, d)}. */
  private Tensor byHead(Tensor x) {
    return x.view(-1, heads, d).transpose(0, 1);
  }

  /** What the input adds to i, f, z, o: {@code (..., head, 4 d)}. */
  private Tensor gates(Tensor c, Tensor x) {
    long[] shape = java.util.Arrays.copyOf(Tensors.shape(x), (int) x.dim() + 1);
    shape[shape.length - 2] = heads;
    shape[shape.length - 1] = 2 * d;
    Tensor each =
        Tensors.cat(List.of(convolved.forward(c).view(shape), plain.forward(x).view(shape)), -1);
    return each.add(bias.tensor());
  }

  /**
   * One step of all heads.
   *
   * @param gates {@code (head, row, 4 d)}
   * @param state h, c, n, m: {@code (head, row, d)} each
   */
  private List<Tensor> cell(Tensor gates, List<Tensor> state) {
    Tensor raw = gates.baddbmm(state.get(0), recurrent.tensor());
    Tensor i = raw.narrow(-1, 0, d);
    Tensor kept = torch.log_sigmoid(raw.narrow(-1, d, d)).add(state.get(3));
    Tensor m = torch.maximum(kept, i);
    Tensor input = i.sub(m).exp();
    Tensor forget = kept.sub(m).exp();
    Tensor c = forget.mul(state.get(1)).add(input.mul(raw.narrow(-1, 2 * d, d).tanh()));
    Tensor n = forget.mul(state.get(2)).add(input);
    Tensor h = raw.narrow(-1, 3 * d, d).sigmoid().mul(c.div(n));
    return List.of(h, c, n, m);
  }

  @Override
  public int states() {
    return 5;
  }

  @Override
  public long width() {
    return width;
  }
}
