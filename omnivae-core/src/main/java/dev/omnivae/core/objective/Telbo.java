package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
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
  private final Coefficient beta;

  private Telbo(Stage stage, DrawCounts draws, Coefficient beta) {
    this.stage = stage;
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    return stage == Stage.JOINT ? joint(s) : unimodal(s);
  }

  private Loss joint(Step<MultimodalVae> s) {
    JointElbo joint = JointElbo.of(s, draws);
    return new Loss(
        List.of(
            new Term("likelihood", joint.likelihood().neg(), 1),
            new Term("kl", joint.kl(), beta.at(s.clock()))),
        joint.bound(),
        joint.parts(s).map());
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
    Tensor kl = Bounds.kl(q, z, m.prior(s.batch().conditions()));
    Tensor divergence = sum(there, kl);
    Parts parts = new Parts().kl(x, q, kl);
    return new Loss(
        List.of(
            new Term("likelihood", likelihood.neg(), 1),
            new Term("kl", divergence, beta.at(s.clock()))),
        likelihood.sub(divergence).detach(),
        parts.logLikelihood(s.batch(), each(e, counts)).map());
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
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  @Override
  public Optional<String> needsComplete() {
    return stage == Stage.JOINT ? Optional.of(JointElbo.COMPLETE) : Optional.empty();
  }

  /** {@code telbo}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, String stage, JsonNode draws, JsonNode beta) {}

    @Override
    public String name() {
      return "telbo";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(name(), "joint", IntNode.valueOf(1), DoubleNode.valueOf(1)));
      FusionDemand.jointAndUnimodal(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Telbo(
          Choices.of(Stage.class, o.stage(), settings.path("stage")),
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Coefficient.read(o.beta(), settings.path("beta"), 1));
    }
  }
}
