package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;

/**
 * The importance-weighted bound, of one modality or of a mixture of experts.
 *
 * <pre>{@code
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}) + β [log p(z_{k,r}) - log q(z_{k,r} | X)],  z_{k,r} ~ q_r
 * tight   = log Σ_r π_r 1/K_r Σ_k exp w_{k,r}
 * looser  = Σ_r π_r log 1/K_r Σ_k exp w_{k,r}
 * }</pre>
 *
 * <p>q(z | X) is the density of the whole mixture. Both are lower bounds of log p(X) for β = 1, λ =
 * 1, looser never above tight; with K = 1 and one modality both are the ELBO with its KL estimated
 * from the draw. Nats per example; the bound that is reported has β = 1. Burda et al. 2016, eq. 8;
 * Shi et al. 2019, eq. 3.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; {@code looser} runs (there
 * it fails with a TypeError); beta has an effect.
 */
public record Iwae(ImportanceSettings o) implements BetaObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Importance draws = Importance.of(s, o);
    return draws.loss("iwae", draws.logRatio(), new Parts());
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code iwae}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "iwae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new Iwae(ImportanceSettings.read(settings, name(), model, Estimator.Kind.IWAE));
    }
  }
}
