package dev.omnivae.eval.quality;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The squared Frechet distance of two normal distributions, which is their squared Wasserstein
 * distance.
 *
 * <pre>{@code
 * d² = |μ_1 - μ_2|² + tr(Σ_1 + Σ_2 - 2 (Σ_1^½ Σ_2 Σ_1^½)^½)
 * }</pre>
 *
 * <p>At least 0, and 0 only between equals. Dowson and Landau 1982; of Inception's features it is
 * the FID of Heusel et al. 2017, eq. 6. Estimated from samples it comes out too large, the more so
 * the fewer they are: compare what was measured with as many.
 *
 * <p>Differs from the reference code: that takes the root of Σ_1 Σ_2, which is not symmetric, by a
 * Schur decomposition and drops what comes out imaginary. The product here is symmetric with the
 * same eigenvalues; those that rounding made negative count as 0, so that a covariance of few
 * samples needs no offset either.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /** Between what was taken in, at least two rows each. */
  public static double between(Moments a, Moments b) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      return of(a.mean(), a.covariance(), b.mean(), b.covariance());
    }
  }

  /**
   * Between two normal distributions.
   *
   * @param mean1 μ_1, {@code (feature)} float64
   * @param covariance1 Σ_1, {@code (feature, feature)}
   */
  static double of(Tensor mean1, Tensor covariance1, Tensor mean2, Tensor covariance2) {
    Tensor root = root(covariance1);
    Tensor product = root.mm(covariance2).mm(root);
    Tensor symmetric = Tensors.times(product.add(product.t()), 0.5);
    double cross =
        Tensors.item(
            positive(Operators.call("aten::linalg_eigvalsh", symmetric, "L").get(0)).sum());
    double traces = Tensors.item(covariance1.trace()) + Tensors.item(covariance2.trace());
    double means = Tensors.item(mean1.sub(mean2).square().sum());
    return Math.max(0, means + traces - 2 * cross);
  }

  /** Σ^½ = V diag(√λ) Vᵀ. */
  private static Tensor root(Tensor covariance) {
    List<Tensor> eigen = Operators.call("aten::linalg_eigh", covariance, "L");
    Tensor vectors = eigen.get(1);
    return vectors.mul(positive(eigen.get(0))).mm(vectors.t());
  }

  /** √max(λ, 0). */
  private static Tensor positive(Tensor eigenvalues) {
    try (Scalar zero = new Scalar(0.0)) {
      return eigenvalues.clamp_min(zero).sqrt();
    }
  }
}
