package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;

/**
 * MMVAE+: a mixture of experts over the shared code, private codes that cannot leak across
 * modalities.
 *
 * <pre>{@code
 * z_{k,r} ~ q_r(z | x_r),   w_r ~ q_r(w | x_r),   w_d ~ r_d(w) for d ≠ r
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}, w_d)
 *         + β [log p(z_{k,r}) - log q(z_{k,r} | X) + log p(w_r) - log q_r(w_r | x_r)]
 * L(X)    = Σ_r π_r log 1/K Σ_k exp w_{k,r}
 * }</pre>
 *
 * <p>q(z | X) is the density of the whole mixture, r_d the auxiliary prior of modality d with a
 * learned scale: expert r's draw reconstructs its own modality with its private posterior, all
 * others with codes that know nothing of the data, so that what is shared must go through z. The
 * mean over modalities stands outside the logarithm. A lower bound of log p(X) for β = 1, λ = 1
 * where r_d = p(w); the learned scale makes another model of cross-reconstruction. Nats per
 * example; the bound that is reported has β = 1. Palumbo et al. 2023, "MMVAE+: Enhancing the
 * Generative Quality of Multimodal VAEs without Compromises", eq. 7.
 *
 * <p>{@code estimator: dreg} has that bound with the doubly reparameterised gradient of the
 * encoders: densities of q and q_r detached, ∂z ← w̃ ∂z at every code drawn from a posterior.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum. Its dreg rebuilds the
 * densities from parameters that are not detached; here they are. Draws of the auxiliary prior are
 * not hooked, there as here: its scale is no parameter of the posterior.
 */
public record MmvaePlus(ImportanceSettings o) implements BetaObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Importance draws = Importance.of(s, o);
    return draws.loss("mmvaeplus", draws.logRatio(), new Parts());
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code mmvaeplus}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "mmvaeplus";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new MmvaePlus(PlusSettings.read(settings, name(), model));
    }
  }
}
