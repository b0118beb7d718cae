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
 * The generalised multimodal ELBO (MoPoE): one subset per example is decoded, the KL is the mean
 * over all subsets.
 *
 * <pre>{@code
 * L(X) = E_{S ~ π} E_{z ~ q_S}[Σ_m λ_m log p(x_m | z)] - β Σ_S π_S KL(q_S, p)
 * }</pre>
 *
 * <p>π_S = 1/|𝒮| over the subsets a sample has is the fusion's ({@code mixture-of-products}). A
 * lower bound of log p(X) for β ≥ 1, λ = 1, in expectation over S: the mean of KLs is an upper
 * bound of the mixture's own KL (convexity). Unbiased, at the cost of one decode: {@code
 * components: each} decodes every subset's draw instead. Nats per example; the bound that is
 * reported has β = 1. Sutter et al. 2021, section 3. It differs from {@code elbo-naive} with random
 * components in the KL, there the chosen component's, an estimate of the same with more variance.
 *
 * <p>Differs from the reference code: subsets are drawn (systematically, each example with exactly
 * its probabilities), where the program cuts every batch into consecutive parts, so that the last
 * examples of a batch always train the full set; the KL of private codes is weighed by β too.
 */
public final class Mopoe implements Objective<MultimodalVae> {
  private final MixtureSettings o;

  Mopoe(MixtureSettings o) {
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
    Tensor divergence = Bounds.overComponents(kl, q.logWeights()); // of all subsets, (batch)
    Tensor counted = Bounds.overComponents(o.beta().counted(kl, q, z, prior), q.logWeights());
    Parts parts = new Parts().kl(x, q, kl);

    if (o.random()) {
      RandomComponent one = new RandomComponent(q, s.noise());
      z = one.draws(z);
      q = one.posterior();
      counts = DrawCounts.of(counts.max());
    }
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());
    Map<String, Tensor> each = Parts.averaged(e, counts, q); // per modality (batch)
    Tensor likelihood = each.values().stream().reduce(Tensor::add).orElseThrow();
    return new Loss(
        Loss.elbo(each, counted, o.beta().at(s, divergence, parts)),
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

  /** {@code mopoe}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "mopoe";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new Mopoe(
          MixtureSettings.read(settings, name(), model, MixtureSettings.Components.RANDOM));
    }
  }
}
