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
public record Mopoe(MixtureSettings o) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts());
    Drawn d = Drawn.from(q, s, o.draws(), o.across());
    Tensor each = d.kl();
    Tensor kl = d.mean(each); // of all subsets, (batch)
    Tensor counted = d.mean(d.counted(each, o.beta()));
    Parts parts = new Parts().kl(s.experts(), q, each);
    Weight weight = o.beta().at(s, kl, parts);

    if (o.random()) {
      d = d.of(new RandomComponent(q, s.noise()));
    }
    Map<String, Tensor> likelihood = d.logLikelihood(d.decode(Targets.ALL));
    return d.loss(Loss.elbo(likelihood, counted, weight), likelihood, kl, parts);
  }

  @Override
  public Beta beta() {
    return o.beta();
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
