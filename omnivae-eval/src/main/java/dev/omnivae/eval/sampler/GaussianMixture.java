package dev.omnivae.eval.sampler;

import dev.omnivae.core.distribution.Inversion;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A mixture of normal distributions with full covariances, in float64.
 *
 * <pre>{@code log p(x) = log Σ_k π_k N(x; μ_k, L_k L_kᵀ)}</pre>
 *
 * @param logWeights log π, {@code (component)}
 * @param means μ, {@code (component, width)}
 * @param roots L, lower triangles with a positive diagonal, {@code (component, width, width)}
 */
record GaussianMixture(Tensor logWeights, Tensor means, Tensor roots) {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  long components() {
    return means.size(0);
  }

  long width() {
    return means.size(1);
  }

  /**
   * Numbers that were free to choose: weights, means, covariances.
   *
   * <pre>{@code K - 1 + K D + K D (D + 1) / 2}</pre>
   */
  long freeParameters() {
    long k = components();
    long d = width();
    return k - 1 + k * d + k * d * (d + 1) / 2;
  }

  /**
   * log π_k + log N(x; μ_k, L_k L_kᵀ) in nats.
   *
   * @param x {@code (row, width)}
   * @return {@code (component, row)}
   */
  Tensor logJoint(Tensor x) {
    List<Tensor> each = new ArrayList<>();
    Tensor constants =
        Tensors.affine(
                Tensors.sum(roots.diagonal(0, 1, 2).log(), 1), -1, -0.5 * LOG_TWO_PI * width())
            .add(logWeights);
    for (long k = 0; k < components(); k++) {
      // one component at a time: all at once would hold components times the data
      try (Scope scope = Scope.open()) {
        Tensor away = x.sub(means.select(0, k)).t();
        Tensor white =
            torch.linalg_solve_triangular(roots.select(0, k), away, false); // (width, row)
        Tensor log =
            Tensors.times(Tensors.sum(white.square(), 0), -0.5).add(constants.select(0, k));
        each.add(scope.keep(log));
      }
    }
    return Tensors.stack(each, 0);
  }

  /** {@code (row, width)} to {@code (row)}, nats. */
  Tensor logProb(Tensor x) {
    return Tensors.logSumExp(logJoint(x), 0);
  }

  /** {@code (count, width)}. */
  Tensor sample(long count, Noise noise) {
    Tensor u = noise.stream("component").uniform(means, count);
    Tensor chosen = Inversion.component(logWeights.exp(), u);
    Tensor white = noise.stream("within").normal(means, count, width(), 1);
    return means.index_select(0, chosen).add(roots.index_select(0, chosen).bmm(white).squeeze(-1));
  }
}
