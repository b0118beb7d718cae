package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The naive ELBO of a mixture of experts: every expert's draw decodes every modality, and the KL is
 * the expert's own, not the mixture's.
 *
 * <pre>{@code
 * L(X) = Σ_r π_r [ E_{z ~ q_r}[Σ_d λ_d log p(x_d | z)] - β KL(q_r, p) ]
 * }</pre>
 *
 * <p>π_r = 1/|A| over available modalities is the fusion's, λ_d the likelihood weights of the
 * model. A lower bound of log p(X) for β ≥ 1, λ = 1, and never above the mixture's own ELBO, whose
 * KL is smaller (convexity). Nats per example. The bound that is reported has β = 1. Shi et al.
 * 2019, appendix B; {@code components: random} is the stratification of Sutter et al. 2021.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; missing modalities.
 */
public record ElboNaive(MixtureSettings o) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts());
    Drawn d = Drawn.from(q, s, o.draws(), o.across());
    Tensor kl = d.kl();
    Tensor counted = d.counted(kl, o.beta()); // with free bits
    Parts parts = new Parts().kl(s.experts(), q, kl); // of all components, chosen or not
    Weight weight = o.beta().at(s, d.mean(kl), parts);

    if (o.random()) {
      RandomComponent one = new RandomComponent(q, s.noise());
      d = d.of(one);
      kl = one.choose(kl);
      counted = one.choose(counted);
    }
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    return d.loss(Loss.elbo(each, d.mean(counted), weight), each, d.mean(kl), parts);
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code elbo-naive}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "elbo-naive";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new ElboNaive(
          MixtureSettings.read(settings, name(), model, MixtureSettings.Components.EACH));
    }
  }
}
