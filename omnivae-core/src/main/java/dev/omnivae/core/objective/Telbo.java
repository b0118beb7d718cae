package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
public final class Telbo implements Objective<MultimodalVae> {
  private enum Stage {
    JOINT,
    UNIMODAL
  }

  private final Stage stage;
  private final DrawCounts draws;
  private final Beta beta;

  private Telbo(Stage stage, DrawCounts draws, Beta beta) {
    this.stage = stage;
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    return stage == Stage.JOINT ? joint(s) : unimodal(s);
  }

  private Loss joint(Step<MultimodalVae> s) {
    JointElbo joint = JointElbo.of(s, draws, beta);
    Parts parts = joint.parts(s);
    return new Loss(
        Loss.elbo(joint.each(), joint.counted(), beta.at(s, joint.kl(), parts)),
        joint.bound(),
        parts.map(),
        joint.shared());
  }

  private Loss unimodal(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x, Subsets.singletons(x.modalities().size()));
    DrawCounts counts = draws.of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.PRIOR, s.noise());
    Evidence e = m.decode(q, z, Targets.MEMBERS, s.batch(), s.noise());

    Tensor there = Bounds.present(q.logWeights()); // (modality, batch)
    Tensor likelihood = sum(there, counts.mean(e.logJointLikelihood()));
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior);
    Tensor divergence = sum(there, kl);
    Tensor counted = sum(there, beta.counted(kl, q, z, prior));
    Map<String, Tensor> each = each(e, counts);
    Parts parts = new Parts().kl(x, q, kl).logLikelihood(s.batch(), each);
    return new Loss(
        Loss.elbo(each, counted, beta.at(s, divergence, parts)),
        likelihood.sub(divergence).detach(),
        parts.map(),
        z.shared());
  }

  /** Σ over the modalities a sample has: {@code (modality, batch)} to {@code (batch)}. */
  private static Tensor sum(Tensor there, Tensor values) {
    return torch.where(there, values, Tensors.scalar(0, values)).sum(0);
  }

  /** Per modality λ_m log p(x_m | z), of its own codes: {@code (batch)}. */
  private static Map<String, Tensor> each(Evidence e, DrawCounts counts) {
    Map<String, Tensor> each = new java.util.LinkedHashMap<>();
    // zero at every component but its own
    e.logLikelihood().forEach((name, value) -> each.put(name, counts.mean(value).sum(0)));
    return each;
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  @Override
  public Optional<String> needsComplete() {
    return stage == Stage.JOINT ? Optional.of(JointElbo.COMPLETE) : Optional.empty();
  }

  /** {@code telbo}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, String stage, JsonNode draws, JsonNode beta, JsonNode freeBits) {}

    @Override
    public String name() {
      return "telbo";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(),
                  "joint",
                  IntNode.valueOf(1),
                  DoubleNode.valueOf(1),
                  DoubleNode.valueOf(0)));
      FusionDemand.jointAndUnimodal(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Telbo(
          Choices.of(Stage.class, o.stage(), settings.path("stage")),
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 1));
    }
  }
}
