package dev.omnivae.core.objective;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** How an importance-weighted bound is differentiated: {@code iwae}, {@code dreg}, {@code elbo}. */
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
   * What to maximise.
   *
   * <pre>{@code
   * iwae  the bound itself
   * dreg  Σ_r π_r Σ_k w̃_{k,r} w_{k,r},  and ∂z ← w̃ ∂z once more at every code drawn from a posterior
   * }</pre>
   *
   * @param w log importance weights {@code (draw, component, batch)}, of detached densities where
   *     {@link #detaches()}
   * @param normalised w̃, without gradient
   * @return {@code (batch)}: with dreg a surrogate, no bound
   */
  Tensor of(Tensor w, Tensor normalised, Drawn d, boolean tight) {
    if (kind != Kind.DREG) {
      return bound(w, d, tight);
    }
    hook = GradientScale.at(d.z().all(), normalised);
    return Bounds.surrogate(w, normalised, d.q().logWeights().detach(), tight);
  }

  /**
   * The mean over components inside the logarithm or outside.
   *
   * <pre>{@code
   * tight   log Σ_r π_r 1/K_r Σ_k exp w_{k,r}
   * looser  Σ_r π_r log 1/K_r Σ_k exp w_{k,r}
   * }</pre>
   */
  static Tensor bound(Tensor w, Drawn d, boolean tight) {
    Tensor logWeights = d.q().logWeights();
    return tight
        ? Bounds.tight(w, d.counts(), logWeights)
        : Bounds.looser(w, d.counts(), logWeights);
  }
}
