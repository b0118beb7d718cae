package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.latent.KMeans;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The likeliest {@link GaussianMixture} for some rows, and how many components it should have.
 *
 * <pre>{@code
 * r_kn = π_k N(x_n; μ_k, Σ_k) / Σ_j π_j N(x_n; μ_j, Σ_j)
 * N_k = Σ_n r_kn,  π_k = N_k / N,  μ_k = Σ_n r_kn x_n / N_k
 * Σ_k = Σ_n r_kn (x_n - μ_k)(x_n - μ_k)ᵀ / N_k + 1e-6 I
 * BIC = p log N - 2 log p(x_1, ..., x_N),   p free parameters
 * }</pre>
 *
 * <p>Starts from {@link KMeans}; ends when an iteration gains less than 1e-4 nats a row, or after
 * 100. Dempster et al. 1977; Schwarz 1978.
 */
final class ExpectationMaximisation {
  private static final int ITERATIONS = 100;
  private static final double GAIN = 1e-4;
  private static final double RIDGE = 1e-6;
  private static final KMeans START = new KMeans(1, 10);

  private ExpectationMaximisation() {}

  /**
   * A mixture and how good it is.
   *
   * @param logLikelihood mean over rows, nats
   * @param bic lower is better
   */
  record Fitted(GaussianMixture mixture, double logLikelihood, double bic) {}

  /**
   * The mixture of the lowest BIC. Numbers of components are tried upwards, the step growing with
   * them, until two in a row are no better than the best.
   *
   * @param x {@code (row, width)} float64
   * @param most components, at most
   */
  static Fitted best(Tensor x, int most, Noise noise) {
    Fitted best = null;
    int worse = 0;
    for (int k = 1; k <= Math.min(most, x.size(0)) && worse < 2; k += 1 + k / 4) {
      try (Scope scope = Scope.open()) {
        Fitted fitted = fit(x, k, noise.stream("k" + k));
        if (best == null || fitted.bic() < best.bic()) {
          best = fitted;
          worse = 0;
          scope.keep(fitted.mixture().logWeights());
          scope.keep(fitted.mixture().means());
          scope.keep(fitted.mixture().roots());
        } else {
          worse++;
        }
      }
    }
    return java.util.Objects.requireNonNull(best);
  }

  /** From k-means, {@code (component, row)}: 1 for the nearest centre, 0 for the others. */
  private static Tensor hard(Tensor x, int components, Noise noise) {
    Tensor cluster = START.fit(x, components, noise).cluster();
    return torch.one_hot(cluster, components).t().to(x.scalar_type());
  }

  /** With this number of components. */
  static Fitted fit(Tensor x, int components, Noise noise) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      GaussianMixture mixture = maximise(x, hard(x, components, noise));
      double before = Double.NEGATIVE_INFINITY;
      double now = before;
      for (int i = 0; i < ITERATIONS; i++) {
        try (Scope step = Scope.open()) {
          Tensor joint = mixture.logJoint(x); // (component, row)
          now = Tensors.item(Tensors.logSumExp(joint, 0).mean());
          if (now - before < GAIN) {
            break;
          }
          before = now;
          GaussianMixture next = maximise(x, joint.softmax(0));
          mixture = kept(step, next);
        }
      }
      double rows = (double) x.size(0);
      double bic = mixture.freeParameters() * Math.log(rows) - 2 * rows * now;
      return new Fitted(kept(scope, mixture), now, bic);
    }
  }

  private static GaussianMixture kept(Scope scope, GaussianMixture mixture) {
    scope.keep(mixture.logWeights());
    scope.keep(mixture.means());
    scope.keep(mixture.roots());
    return mixture;
  }

  /** The M step; a component that no row is for keeps a little of all. */
  private static GaussianMixture maximise(Tensor x, Tensor responsibilities) {
    double rows = (double) x.size(0);
    Tensor r = Tensors.plus(responsibilities, 1e-12); // (component, row)
    Tensor counts = Tensors.sum(r, 1); // (component)
    Tensor means = r.mm(x).div(counts.unsqueeze(1));
    Tensor ridge = Tensors.times(torch.eye(x.size(1), x.options()), RIDGE);
    List<Tensor> roots = new ArrayList<>();
    for (long k = 0; k < r.size(0); k++) {
      try (Scope scope = Scope.open()) {
        Tensor away = x.sub(means.select(0, k));
        Tensor weighted = away.mul(r.select(0, k).unsqueeze(1));
        Tensor covariance = weighted.t().mm(away).div(counts.select(0, k)).add(ridge);
        roots.add(scope.keep(torch.linalg_cholesky(covariance)));
      }
    }
    return new GaussianMixture(
        Tensors.times(counts, 1 / rows).log(), means, Tensors.stack(roots, 0));
  }
}
