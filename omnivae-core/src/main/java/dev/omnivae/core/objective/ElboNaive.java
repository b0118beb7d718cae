package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
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
public final class ElboNaive implements Objective<MultimodalVae> {
  private final MixtureSettings o;

  ElboNaive(MixtureSettings o) {
    this.o = o;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    DrawCounts counts = o.draws().of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), o.across(), s.noise());
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior);
    Tensor counted = o.beta().counted(kl, q, z, prior); // with free bits
    Parts parts = new Parts().kl(x, q, kl); // of all components, chosen or not
    Weight weight = o.beta().at(s, Bounds.overComponents(kl, q.logWeights()), parts);

    if (o.random()) {
      RandomComponent one = new RandomComponent(q, s.noise());
      z = one.draws(z);
      kl = one.choose(kl);
      counted = one.choose(counted);
      q = one.posterior();
      counts = DrawCounts.of(counts.max());
    }
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Map<String, Tensor> each = Parts.averaged(e, counts, q); // per modality (batch)
    Tensor likelihood = each.values().stream().reduce(Tensor::add).orElseThrow();
    Tensor divergence = Bounds.overComponents(kl, q.logWeights());
    return new Loss(
        Loss.elbo(each, Bounds.overComponents(counted, q.logWeights()), weight),
        likelihood.sub(divergence).detach(),
        parts.logLikelihood(s.batch(), each).map(),
        z.shared());
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", o.beta());
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
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
