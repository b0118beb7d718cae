package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Products;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
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
public final class Mmjsd implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;
  private final PrivateCodes across;
  private final boolean random;
  private final double priorWeight;

  Mmjsd(DrawCounts draws, Beta beta, PrivateCodes across, boolean random, double priorWeight) {
    this.draws = draws;
    this.beta = beta;
    this.across = across;
    this.random = random;
    this.priorWeight = priorWeight;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    DrawCounts counts = draws.of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), across, s.noise());
    Tensor kl = Bounds.kl(q, z, m.prior(s.batch().conditions()));
    Tensor toPrior = Bounds.overComponents(kl, q.logWeights()); // for the bound, (batch)
    Tensor js = jensenShannon(x, priorWeight);
    Parts parts = new Parts().kl(x, q, kl).put("js", js);
    Tensor own = z.ownKl();
    Tensor divergence = own == null ? js : js.add(Bounds.overComponents(own, q.logWeights()));

    if (random) {
      RandomComponent one = new RandomComponent(q, s.noise());
      z = one.draws(z);
      q = one.posterior();
      counts = DrawCounts.of(counts.max());
    }
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());
    Map<String, Tensor> each = Parts.averaged(e, counts, q);
    Tensor likelihood = each.values().stream().reduce(Tensor::add).orElseThrow();
    List<Term> terms = new ArrayList<>();
    each.forEach((name, log) -> terms.add(Term.likelihood(name, log)));
    terms.add(new Term("js", divergence, beta.at(s, divergence, parts)));
    return new Loss(
        terms,
        likelihood.sub(toPrior).detach(),
        parts.logLikelihood(s.batch(), each).map(),
        z.shared());
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
    Tensor available = x.available();
    if (available != null) {
      each = torch.where(available, each, Tensors.scalar(0, each));
    }
    Tensor zero = torch.zeros_like(mean.location());
    Tensor prior = Normal.ofLog(zero, zero).klTo(mean).sum(-1).squeeze(0); // (batch)
    Tensor total = each.sum(0).add(Tensors.times(prior, priorWeight));
    return total.div(Tensors.plus(Bounds.modalities(x), priorWeight));
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
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

    private enum Components {
      RANDOM,
      EACH
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
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Mmjsd(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), settings.path("beta"), 1),
          Choices.of(PrivateCodes.class, o.privateCodes(), settings.path("private_codes")),
          Choices.of(Components.class, o.components(), settings.path("components"))
              == Components.RANDOM,
          o.priorWeight());
    }
  }
}
