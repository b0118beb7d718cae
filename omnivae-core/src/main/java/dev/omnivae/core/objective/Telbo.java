package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import java.util.Optional;

/**
 * The triple ELBO, in two phases: a joint VAE first, then one unimodal encoder per modality for the
 * decoders it has found, which stand still.
 *
 * <pre>{@code
 * joint     E_{z ~ q(z|X)}[Σ_m λ_m log p(x_m | z)] - β KL(q(z|X), p(z))
 * unimodal  Σ_m ( E_{z ~ q_m}[λ_m log p(x_m | z)] - β KL(q_m, p) )        q_m = q(z | x_m)
 * }</pre>
 *
 * <p>The first is a lower bound of log p(X) for β ≥ 1 and λ = 1, each summand of the second one of
 * log p(x_m). Nats per example. The bounds that are reported have β = 1. What each phase trains is
 * the recipe's {@code parameters}. Vedantam et al. 2018, "Generative Models of Visually Grounded
 * Imagination", eq. 4 and section 3.1.
 *
 * <p>Differs from the reference code (MultiVae), whose unimodal KL takes the joint posterior's log
 * variance for the unimodal one's: a constant in the second phase, so that no entropy keeps the
 * unimodal variances from shrinking to 0.
 */
public record Telbo(StagedSettings<Stage> o) implements ElboObjective {
  enum Stage {
    JOINT,
    UNIMODAL
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    return o.stage() == Stage.JOINT
        ? JointElbo.loss(s, o.draws(), o.beta())
        : Unimodal.loss(s, o.draws(), o.beta());
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  @Override
  public Optional<String> needsComplete() {
    return o.stage() == Stage.JOINT ? Optional.of(JointElbo.COMPLETE) : Optional.empty();
  }

  /** {@code telbo}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "telbo";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      FusionDemand.jointAndUnimodal(settings, model, name());
      return new Telbo(StagedSettings.read(settings, name(), model, Stage.class));
    }
  }
}
