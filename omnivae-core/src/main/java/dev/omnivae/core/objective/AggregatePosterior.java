package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Tensors;
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
    double[] weights(int batch, long dataset) {
      double[] weights = new double[batch * batch];
      java.util.Arrays.fill(weights, 1.0 / ((double) dataset * batch));
      return weights;
    }
  },
  STRATIFIED {
    @Override
    double[] weights(int batch, long dataset) {
      if (batch == 1) {
        return new double[] {1}; // nothing stands for the rest
      }
      int others = batch - 1;
      double n = Math.max(dataset, batch); // validation may be of more samples than training
      double[] weights = new double[batch * batch];
      java.util.Arrays.fill(weights, 1.0 / others);
      for (int i = 0; i < batch; i++) {
        weights[i * batch + i] = 1 / n;
        weights[i * batch + (i + 1) % batch] = (n - others) / (n * others);
      }
      return weights;
    }
  };

  /** W, row by row. */
  abstract double[] weights(int batch, long dataset);

  /**
   * log W.
   *
   * @param dataset N
   * @param like gives element type and device
   * @return {@code (of, under)}: whose code, under whose posterior
   */
  Tensor logWeights(long batch, long dataset, Tensor like) {
    double[] log = weights(Math.toIntExact(batch), dataset);
    for (int i = 0; i < log.length; i++) {
      log[i] = Math.log(log[i]);
    }
    return Tensors.of(log, batch, batch).to(like.device(), like.scalar_type());
  }
}
