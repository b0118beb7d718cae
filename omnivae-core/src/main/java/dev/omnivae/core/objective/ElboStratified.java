package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The stratified ELBO of a mixture of experts: a modality is decoded only from its own draw, and
 * counts for another expert as much as that expert could have drawn it.
 *
 * <pre>{@code
 * L(X) = Σ_r π_r [ Σ_d w_{r,d} λ_d log p(x_d | z_d) - β KL(q_r, p) ],   z_d ~ q_d
 * w_{r,d} = q_r(z_d) / q_d(z_d),   w_{r,r} = 1
 * }</pre>
 *
 * <p>Importance sampling of the naive ELBO: equal to it in expectation, with a variance that grows
 * without bound as experts part, but one decode per modality. Gradients, as published: through z_d
 * in the likelihood, through the parameters of q_r in the weight, not through z_d nor q_d there, so
 * that the gradient is not that of the naive ELBO. Nats per example; the bound that is reported has
 * β = 1. After Shi et al. 2019, appendix B, as the published program has it.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; missing modalities.
 */
public final class ElboStratified implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;

  ElboStratified(DrawCounts draws, Beta beta) {
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x, Subsets.singletons(x.modalities().size()));
    DrawCounts counts = draws.of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.OWN, s.noise());
    Evidence e = m.decode(q, z, Targets.MEMBERS, s.batch(), s.noise());

    Tensor own = e.logJointLikelihood(); // (draw, d, batch): of x_d from z_d
    Tensor likelihood =
        Bounds.overComponents(Bounds.stratified(q, z, own, counts), q.logWeights()); // (batch)
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior);
    Tensor divergence = Bounds.overComponents(kl, q.logWeights());
    Tensor counted = Bounds.overComponents(beta.counted(kl, q, z, prior), q.logWeights());

    Map<String, Tensor> each = new LinkedHashMap<>();
    Tensor mean = counts.mean(own.detach());
    for (int d = 0; d < x.modalities().size(); d++) {
      each.put(x.modalities().get(d), mean.select(0, d));
    }
    Parts parts = new Parts().kl(x, q, kl).logLikelihood(s.batch(), each);
    return new Loss(
        List.of(
            new Term("likelihood", likelihood.neg(), 1),
            new Term("kl", counted, beta.at(s, divergence, parts))),
        likelihood.sub(divergence).detach(),
        parts.map());
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code elbo-stratified}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta, JsonNode freeBits) {}

    @Override
    public String name() {
      return "elbo-stratified";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(), IntNode.valueOf(1), DoubleNode.valueOf(1), DoubleNode.valueOf(0)));
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      boolean mixture =
          model
              .multimodal()
              .map(
                  m -> m.fusion().components(names.size()).equals(Subsets.singletons(names.size())))
              .orElse(false);
      if (!mixture) {
        throw InputException.of(
            settings.path("name"),
            "for a mixture of experts when it is elbo-stratified",
            "another fusion",
            "set model.fusion: mixture");
      }
      return new ElboStratified(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 1));
    }
  }
}
