package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Each modality by itself: a first phase, before anything joins them.
 *
 * <pre>{@code L(X) = Σ_m { E_{z ~ q_m}[λ_m log p(x_m | z)] - β KL(q_m, p) } }</pre>
 *
 * <p>q_m is the expert of modality m, or what the fusion makes of it alone. To be maximised, nats
 * per example: with β = λ = 1 a lower bound of Σ_m log p(x_m). A modality that a sample lacks has
 * no term. Phase 1 of the text-image system of Kim 2024; the first stage of two in many others.
 */
public record Unimodal(DrawCounts draws, Beta beta) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    return loss(s, draws, beta);
  }

  static Loss loss(Step<MultimodalVae> s, DrawCounts draws, Beta beta) {
    Subsets each = Subsets.singletons(s.experts().modalities().size());
    Posterior q = s.model().fusion().posterior(s.experts(), each);
    Drawn d = Drawn.from(q, s, draws, PrivateCodes.PRIOR);
    Tensor kl = d.kl();
    Tensor divergence = d.sum(kl); // (batch)
    Parts parts = new Parts().kl(s.experts(), q, kl);
    Weight weight = beta.at(s, divergence, parts);
    // a component decodes its own modality alone
    Map<String, Tensor> own = d.logLikelihood(d.decode(Targets.MEMBERS), log -> log.sum(0));
    return d.loss(Loss.elbo(own, d.sum(d.counted(kl, beta)), weight), own, divergence, parts);
  }

  /** {@code unimodal}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "unimodal";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      FusionDemand.singletons(settings, model, name());
      ElboSettings o = ElboSettings.read(settings, name(), model, 1);
      return new Unimodal(o.draws(), o.beta());
    }
  }
}
