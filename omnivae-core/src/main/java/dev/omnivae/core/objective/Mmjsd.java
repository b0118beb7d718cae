package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Products;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Multimodal Jensen-Shannon divergence (mmJSD): a mixture of experts whose KL to the prior is
 * replaced by the divergence of experts and prior from their geometric mean, the dynamic prior.
 *
 * <pre>{@code
 * L(X) = E_{z ~ mixture}[Σ_m λ_m log p(x_m | z)] - β JS(q_1, ..., q_M, p)
 * JS = Σ_m π_m KL(q_m, f) + π_0 KL(p, f),    f(z) ∝ p(z)^{π_0} Π_m q_m(z)^{π_m}
 * }</pre>
 *
 * <p>p = N(0, I), π_m = 1/(M + w) and π_0 = w/(M + w) with w the weight of the prior and M the
 * number of modalities the sample has. To be maximised, nats per example. JS is at least 0, and 0
 * only where all experts are the prior. f depends on the data, so L is no lower bound of log p(X)
 * under the prior that generation uses, and may exceed it. What is reported has the mean KL of the
 * experts to that prior in place of JS: that is a bound, for λ = 1. Gradients reach the experts
 * through f too. Sutter et al. 2020, "Multimodal Generative Learning Utilizing
 * Jensen-Shannon-Divergence", section 3.
 *
 * <p>The prior is an expert of f, not a component of the mixture: what is decoded is drawn from
 * experts alone. Differs from the reference code: the program of 2021 (MoPoE's {@code --method
 * jsd}) also decodes draws of the prior, as often as those of an expert; mean over the batch; the
 * KL of private codes is weighed by β too.
 */
public record Mmjsd(MixtureSettings o, double priorWeight) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    Posterior q = s.model().fusion().posterior(x);
    Drawn d = Drawn.from(q, s, o.draws(), o.across());
    Tensor kl = d.kl();
    Tensor toPrior = d.mean(kl); // for the bound, (batch)
    Tensor js = jensenShannon(x, priorWeight);
    Parts parts = new Parts().kl(x, q, kl).put("js", js);
    Tensor own = d.z().ownKl();
    Tensor divergence = own == null ? js : js.add(d.mean(own));
    Weight weight = o.beta().at(s, divergence, parts);

    if (o.random()) {
      d = d.of(new RandomComponent(q, s.noise()));
    }
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    List<Term> terms = new ArrayList<>();
    each.forEach((name, log) -> terms.add(Term.likelihood(name, log)));
    terms.add(new Term("js", divergence, weight));
    return d.loss(terms, each, toPrior, parts);
  }

  /**
   * The divergence of the experts and N(0, I) from their geometric mean.
   *
   * @param priorWeight weight of N(0, I), where an expert's is 1
   * @return {@code (batch)} in nats, never negative
   */
  static Tensor jensenShannon(Experts x, double priorWeight) {
    int modalities = x.modalities().size();
    double[] ones = new double[modalities];
    Arrays.fill(ones, 1);
    Normal mean = Products.geometricMean(x, Subsets.full(modalities), ones, priorWeight);
    Tensor each = x.shared().klTo(mean).sum(-1); // (modality, batch)
    each = Tensors.masked(each, x.available());
    Tensor zero = torch.zeros_like(mean.location());
    Tensor prior = Normal.ofLog(zero, zero).klTo(mean).sum(-1).squeeze(0); // (batch)
    Tensor total = each.sum(0).add(Tensors.times(prior, priorWeight));
    return total.div(Tensors.plus(Bounds.modalities(x), priorWeight));
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code mmjsd}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name,
        JsonNode draws,
        JsonNode beta,
        String privateCodes,
        String components,
        double priorWeight) {
      Options {
        if (!(priorWeight > 0)) {
          throw InputException.of(
              "prior_weight", "a positive number", priorWeight, "write prior_weight: 1");
        }
      }
    }

    @Override
    public String name() {
      return "mmjsd";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(name(), IntNode.valueOf(1), DoubleNode.valueOf(1), "own", "random", 1));
      FusionDemand.mixture(settings, model, name());
      FusionDemand.normalExperts(settings, model, name());
      return new Mmjsd(
          MixtureSettings.of(
              settings,
              model,
              o.draws(),
              Beta.read(o.beta(), settings.path("beta"), 1),
              o.privateCodes(),
              Choices.of(
                  MixtureSettings.Components.class, o.components(), settings.path("components"))),
          o.priorWeight());
    }
  }
}
