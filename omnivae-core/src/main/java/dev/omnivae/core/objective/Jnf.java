package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.JointFlowVae;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Joint normalising flows, in two phases: a joint VAE first, then per modality a flow that fits the
 * codes the joint encoder gives, all else standing still.
 *
 * <pre>{@code
 * joint  E_{z ~ q(z|X)}[Σ_m λ_m log p(x_m | z)] - β KL(q(z|X), p(z))
 * flows  Σ_m E_{z ~ q(z|X)}[log q_m(z | x_m)]
 * }</pre>
 *
 * <p>The first is a lower bound of log p(X) for β ≥ 1 and λ = 1. The second is, up to the joint
 * posterior's entropy, -Σ_m KL(q(z|X), q_m): averaged over the data its maximum is q_m(z | x_m) =
 * E[q(z | X) given x_m], which for the true joint posterior is p(z | x_m). Gradients reach the
 * flows and the unimodal encoders alone: the joint codes are detached. Nats per example. Senellart
 * et al. 2023, eq. 8.
 */
public record Jnf(StagedSettings<Stage> o) implements Objective<JointFlowVae> {
  enum Stage {
    JOINT,
    FLOWS
  }

  @Override
  public Loss of(Step<JointFlowVae> s) {
    Step<MultimodalVae> joint = s.on(s.model().joint(), "joint");
    return o.stage() == Stage.JOINT
        ? JointElbo.loss(joint, o.draws(), o.beta())
        : flows(s.model(), joint);
  }

  private Loss flows(JointFlowVae model, Step<MultimodalVae> s) {
    Experts x = s.experts();
    Subsets full = Subsets.full(x.modalities().size());
    Posterior q = s.model().fusion().posterior(x, full).detach();
    Tensor z =
        q.components()
            .sample(s.noise().stream("shared"), o.draws().of(full).max())
            .squeeze(1); // (draw, batch, latent)
    List<Term> terms = new ArrayList<>();
    Parts parts = new Parts();
    Tensor total = null;
    for (String name : x.modalities()) {
      Tensor log = model.posterior(name, x).logProb(z).mean(0); // (batch)
      terms.add(new Term("flow." + name, log.neg(), 1));
      parts.put("log_posterior." + name, log);
      total = total == null ? log : total.add(log);
    }
    return new Loss(terms, java.util.Objects.requireNonNull(total).detach(), parts.map());
  }

  @Override
  public boolean termPerModality() {
    return o.stage() == Stage.JOINT;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", o.beta());
  }

  @Override
  public Class<JointFlowVae> models() {
    return JointFlowVae.class;
  }

  @Override
  public Optional<String> needsComplete() {
    return Optional.of(JointElbo.COMPLETE);
  }

  /** {@code jnf}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "jnf";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new Jnf(StagedSettings.read(settings, name(), model, Stage.class));
    }
  }
}
