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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Each modality by itself: a first phase, before anything joins them.
 *
 * <pre>{@code L(X) = Σ_m { E_{z ~ q_m}[λ_m log p(x_m | z)] - β KL(q_m, p) } }</pre>
 *
 * <p>q_m is the expert of modality m, or what the fusion makes of it alone. To be maximised, nats
 * per example: with β = λ = 1 a lower bound of Σ_m log p(x_m). A modality that a sample lacks has
 * no term. Phase 1 of the text-image system of Kim 2024; the first stage of two in many others.
 */
public final class Unimodal implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Coefficient beta;

  Unimodal(DrawCounts draws, Coefficient beta) {
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Subsets each = Subsets.singletons(x.modalities().size());
    Posterior q = m.fusion().posterior(x, each);
    DrawCounts counts = draws.of(each);
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.PRIOR, s.noise());
    Evidence e = m.decode(q, z, Targets.MEMBERS, s.batch(), s.noise());

    Tensor likelihood = present(counts.mean(e.logJointLikelihood()), q); // (component, batch)
    Tensor kl = Bounds.kl(q, z, m.prior(s.batch().conditions()));
    Tensor divergence = present(kl, q);
    Tensor elbo = likelihood.sub(Tensors.times(divergence, beta.at(s.clock()))).sum(0); // (batch)

    Map<String, Tensor> own = new LinkedHashMap<>();
    e.logLikelihood().forEach((name, log) -> own.put(name, counts.mean(log).sum(0)));
    return new Loss(
        List.of(new Term("elbo", elbo.neg(), 1)),
        likelihood.sub(divergence).sum(0).detach(),
        new Parts().kl(x, q, kl).logLikelihood(s.batch(), own).map());
  }

  /** Zero for components that are not there. */
  private static Tensor present(Tensor values, Posterior q) {
    return torch.where(Bounds.present(q.logWeights()), values, Tensors.scalar(0, values));
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code unimodal}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta) {}

    @Override
    public String name() {
      return "unimodal";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class, new Options(name(), IntNode.valueOf(1), DoubleNode.valueOf(1)));
      FusionDemand.singletons(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Unimodal(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Coefficient.read(o.beta(), settings.path("beta"), 1));
    }
  }
}
