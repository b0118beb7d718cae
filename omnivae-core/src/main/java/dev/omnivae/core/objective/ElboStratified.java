package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.List;
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
public record ElboStratified(DrawCounts draws, Beta beta) implements BetaObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    Posterior q = s.model().fusion().posterior(x, Subsets.singletons(x.modalities().size()));
    Drawn d = Drawn.from(q, s, draws, PrivateCodes.OWN);
    Evidence e = d.decode(Targets.MEMBERS);
    Tensor own = e.logJointLikelihood(); // (draw, d, batch): of x_d from z_d
    Tensor likelihood = d.mean(Bounds.stratified(q, d.z(), own, d.counts())); // (batch)
    Tensor kl = d.kl();
    Tensor divergence = d.mean(kl);

    Parts parts = new Parts().kl(x, q, kl);
    Weight weight = beta.at(s, divergence, parts);
    parts.logLikelihood(s.batch(), d.logLikelihood(e, log -> log.sum(0)));
    return new Loss(
        List.of(
            new Term("likelihood", likelihood.neg(), 1),
            new Term("kl", d.mean(d.counted(kl, beta)), weight)),
        likelihood.sub(divergence).detach(),
        parts.map());
  }

  /** {@code elbo-stratified}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "elbo-stratified";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      ElboSettings o = ElboSettings.read(settings, name(), model, 1);
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
      return new ElboStratified(o.draws(), o.beta());
    }
  }
}
