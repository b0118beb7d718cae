package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * How the density of the aggregate posterior is estimated from one batch of B out of N samples.
 *
 * <pre>{@code
 * q(z) = 1/N Σ_n q(z | n)  ≈  Σ_j W_ij q(z_i | n_j),  z_i ~ q(z | n_i)
 *
 * weighted    W_ij = 1 / NB
 * stratified  W_ii = 1/N,  W_i,i+1 = (N - M) / NM,  W_ij = 1/M else,  M = B - 1
 * }</pre>
 *
 * <p>{@code stratified} is unbiased for a batch drawn without replacement: its own sample has the
 * weight that it has in the whole, the others stand for the rest. {@code weighted} is too small, by
 * a factor between B and N, and its logarithm a lower bound in expectation; its gradient is what
 * counts, and it has the smaller variance. Chen et al. 2018, "Isolating Sources of Disentanglement
 * in VAEs", section 4.1 and appendix C.
 *
 * <p>Differs from the reference code, which puts the weight 1/N of {@code stratified} into the
 * first column in place of the diagonal.
 */
enum AggregatePosterior {
  WEIGHTED {
    @Override
    double[] logWeights(int batch, long dataset) {
      return filled(batch, -Math.log((double) dataset * batch));
    }
  },
  STRATIFIED {
    @Override
    double[] logWeights(int batch, long dataset) {
      if (batch == 1) {
        return new double[1]; // nothing stands for the rest
      }
      int others = batch - 1;
      double n = Math.max(dataset, batch); // validation may be of more samples than training
      double own = -Math.log(n);
      double next = Math.log((n - others) / (n * others));
      double[] log = filled(batch, -Math.log((double) others));
      for (int i = 0; i < batch; i++) {
        log[i * batch + i] = own;
        log[i * batch + (i + 1) % batch] = next;
      }
      return log;
    }
  };

  /** log W, row by row. */
  abstract double[] logWeights(int batch, long dataset);

  /**
   * log W.
   *
   * @param dataset N
   * @param like gives element type and device
   * @return {@code (of, under)}: whose code, under whose posterior
   */
  Tensor logWeights(long batch, long dataset, Tensor like) {
    double[] log = logWeights(Math.toIntExact(batch), dataset);
    return Tensors.of(log, batch, batch).to(like.device(), like.scalar_type());
  }

  private static double[] filled(int batch, double log) {
    double[] all = new double[batch * batch];
    Arrays.fill(all, log);
    return all;
  }
}
