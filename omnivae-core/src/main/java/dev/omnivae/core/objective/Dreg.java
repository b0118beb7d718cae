package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;

/**
 * The doubly reparameterised gradient of the importance-weighted bound: the same bound as {@link
 * Iwae}, with a gradient of the encoders whose signal does not fade as draws grow.
 *
 * <pre>{@code
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}) + β [log p(z_{k,r}) - log q(z_{k,r} | X; φ detached)]
 * S       = Σ_r π_r Σ_k w̃_{k,r} w_{k,r}      w̃ = softmax of w over draws (tight: over all), detached
 * ∂z      ← w̃ ∂z                             once more, at every drawn code
 * }</pre>
 *
 * <p>S is a surrogate, not a bound; the bound that is reported is that of {@link Iwae} with β = 1,
 * in nats per example. With one modality its gradient is that of the bound in expectation; for a
 * mixture, as published, it is not exactly, since the detached density is the mixture's and the
 * draw a component's. Tucker et al. 2019, eq. 8; Shi et al. 2019, appendix C.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; beta has an effect.
 * MMVAE+'s program does not detach, this does.
 */
public record Dreg(ImportanceSettings o) implements BetaObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Importance draws = Importance.of(s, o);
    return draws.loss("dreg", draws.logRatio(), new Parts());
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code dreg}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "dreg";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new Dreg(ImportanceSettings.read(settings, name(), model, Estimator.Kind.DREG));
    }
  }
}
