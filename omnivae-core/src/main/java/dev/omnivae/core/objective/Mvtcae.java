package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Multi-view total correlation: the joint posterior of a product, held near the prior and near
 * every expert.
 *
 * <pre>{@code
 * minimise  -(M - α)/M E_{z ~ q}[Σ_m λ_m log p(x_m | z)]
 *           + β [ (1 - α) KL(q, p) + α/M Σ_m KL(q(z | X), q_m(z | x_m)) ]
 * }</pre>
 *
 * <p>A convex combination of a lower bound of the total correlation that z explains (a variational
 * information bottleneck, 1 - α) and of its conditional form (α), up to constants of the data: no
 * bound of log p(X). What is reported is the ELBO of the joint posterior with β = 1, which is one
 * for λ = 1. Nats per example. M is the number of modalities the sample has, so that a sample of
 * one modality trains (1 - α) times the β-VAE of that modality. Experts multiply without the prior
 * ({@code product}, {@code prior: false}): with it KL(q, q_m) of a single expert would not be zero.
 * The experts get gradient from KL(q, q_m), nothing is detached. Hwang et al. 2021, "Multi-View
 * Representation Learning via Total Correlation Objective", section 3.
 *
 * <p>Differs from the reference code (MultiVae): M per sample, there of the data set, which weighs
 * partial samples differently; private codes, whose KL counts β (M - α)/M as their reconstruction
 * does.
 */
public record Mvtcae(DrawCounts draws, Beta beta, double alpha) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    Subsets all = Subsets.full(x.modalities().size());
    Drawn d = Drawn.from(s.model().fusion().posterior(x, all), s, draws, PrivateCodes.OWN);
    Posterior q = d.q();
    Tensor kl = d.kl(); // (1, batch)
    Tensor toExperts = Bounds.klToExperts(q.factorised(), x).sum(0); // (batch)

    Tensor share = Tensors.times(Bounds.modalities(x).reciprocal(), alpha); // α/M, (batch)
    Tensor rest = Tensors.plus(share.neg(), 1); // (M - α)/M
    Tensor own = beta.own(d.z()); // with free bits, as the shared part
    Tensor shared = Tensors.times(d.mean(beta.shared(q, d.z(), d.prior())), 1 - alpha);
    Tensor vib = own == null ? shared : shared.add(rest.mul(own.squeeze(0)));
    Parts parts = new Parts().kl(x, q, kl).put("kl.to_experts", toExperts);
    Weight weight = beta.at(s, kl, parts);
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    List<Term> terms = new ArrayList<>();
    each.forEach((name, log) -> terms.add(Term.likelihood(name, rest.mul(log))));
    terms.add(new Term("kl.prior", vib, weight));
    terms.add(new Term("kl.experts", share.mul(toExperts), weight));
    return d.loss(terms, each, d.mean(kl), parts);
  }

  /** {@code mvtcae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta, JsonNode freeBits, double alpha) {
      Options {
        if (!(alpha >= 0 && alpha <= 1)) {
          throw InputException.of("alpha", "from 0 to 1", alpha, "write alpha: 0.1");
        }
      }
    }

    @Override
    public String name() {
      return "mvtcae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(), IntNode.valueOf(1), DoubleNode.valueOf(2.5), DoubleNode.valueOf(0), 0.1));
      FusionDemand.anySubsets(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Mvtcae(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 2.5),
          o.alpha());
    }
  }
}
