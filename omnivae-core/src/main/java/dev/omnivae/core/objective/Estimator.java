package dev.omnivae.core.objective;

import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How the looser importance-weighted bound is differentiated: {@code estimator: iwae | dreg |
 * elbo}.
 */
final class Estimator {
  /** By their words in a recipe. */
  enum Kind {
    /** The bound itself. */
    IWAE,
    /** The doubly reparameterised gradient of the encoders. */
    DREG,
    /** The published word for {@link #IWAE} with one draw. */
    ELBO
  }

  private final Kind kind;

  @SuppressWarnings("UnusedVariable") // a reference, so that it lives until backward calls it
  private @Nullable GradientScale hook;

  Estimator(Kind kind) {
    this.kind = kind;
  }

  /** Whether the densities of the posterior are to be detached before weights are made of them. */
  boolean detaches() {
    return kind == Kind.DREG;
  }

  /**
   * What to maximise, the mean over components outside the logarithm.
   *
   * <pre>{@code
   * iwae  Σ_r π_r log 1/K_r Σ_k exp w_{k,r}
   * dreg  Σ_r π_r Σ_k w̃_{k,r} w_{k,r},  and ∂z ← w̃ ∂z once more at every code drawn from a posterior
   * }</pre>
   *
   * @param w log importance weights {@code (draw, component, batch)}, of detached densities where
   *     {@link #detaches()}
   * @param normalised w̃, without gradient
   * @return {@code (batch)}: with dreg a surrogate, no bound
   */
  Tensor of(Tensor w, Tensor normalised, Draws z, DrawCounts counts, Posterior q) {
    if (kind != Kind.DREG) {
      return Bounds.looser(w, counts, q.logWeights());
    }
    hook = GradientScale.at(z.all(), normalised);
    return Bounds.surrogate(w, normalised, q.logWeights().detach(), false);
  }
}
