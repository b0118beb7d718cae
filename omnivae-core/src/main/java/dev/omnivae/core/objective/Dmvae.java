package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * DMVAE: the joint posterior of a product, and every expert alone, explain all modalities; private
 * codes are always those of the modality itself.
 *
 * <pre>{@code
 * L(X) = ELBO(q(z | X)) + Σ_k ELBO(q_k(z | x_k))
 * ELBO(q) = E_{z ~ q, w_m ~ q_m(w | x_m)}[Σ_m λ_m log p(x_m | z, w_m)]
 *           - β KL(q, p) - Σ_m β_m KL(q_m(w | x_m), p(w_m))
 * }</pre>
 *
 * <p>To be maximised, nats per example. For β, β_m ≥ 1 and λ = 1 each of the M + 1 terms is a lower
 * bound of log p(X), so their sum is one of none; what is reported is the joint term with β = 1. No
 * term is weighed against another, nothing is detached, and each draws private codes of its own.
 * Cross terms see x_m through w_m: what modalities share may hide there, which only a narrow
 * private code, or a large β_m, prevents. Lee and Pavlovic 2021, "Private-Shared Disentangled
 * Multimodal VAE for Learning of Latent Representations"; terms and weights as the program in
 * MultiVae has them.
 *
 * <p>A sample that lacks modalities has the joint term and those of the modalities it has, over
 * what it has. Differs from the reference code: there the prior is an expert of the joint posterior
 * but not of one expert alone, which is {@code fusion: {name: product, prior: several}}; other
 * choices hold here too.
 */
public record Dmvae(DrawCounts draws, Beta beta, Map<String, Beta> privateBeta)
    implements ElboObjective {
  public Dmvae {
    privateBeta = Map.copyOf(privateBeta);
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets subsets = Subsets.full(modalities).and(Subsets.singletons(modalities));
    Drawn d = Drawn.from(s.model().fusion().posterior(x, subsets), s, draws, PrivateCodes.OWN);
    Evidence e = d.decode(Targets.ALL);
    List<Term> terms = new ArrayList<>();
    d.logLikelihood(e, d::sum).forEach((name, log) -> terms.add(Term.likelihood(name, log)));

    Tensor shared = Bounds.sharedKl(d.q(), d.z(), d.prior()); // (component, batch), joint first
    Tensor kl = shared;
    Parts parts = new Parts();
    Weight weight = beta.at(s, shared.select(0, 0), parts);
    terms.add(new Term("kl", d.sum(beta.shared(d.q(), d.z(), d.prior())), weight));
    for (Map.Entry<String, Tensor> own : d.z().ownKlEach().entrySet()) {
      kl = kl.add(own.getValue());
      Beta each = Objects.requireNonNull(privateBeta.get(own.getKey()));
      Weight factor = each.at(s, own.getValue().select(0, 0), parts);
      Tensor counted = d.sum(each.own(d.z(), own.getKey()));
      terms.add(new Term("kl.private." + own.getKey(), counted, factor));
    }
    Map<String, Tensor> joint = d.logLikelihood(e, log -> log.select(0, 0));
    return d.loss(terms, joint, kl.select(0, 0), parts.kl(x, d.q(), kl));
  }

  @Override
  public Map<String, Stateful> within() {
    Map<String, Stateful> within = new LinkedHashMap<>(Map.of("beta", beta));
    privateBeta.forEach((name, each) -> within.put("private_beta." + name, each));
    return within;
  }

  /** {@code dmvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name, JsonNode draws, JsonNode beta, JsonNode privateBeta, JsonNode freeBits) {}

    @Override
    public String name() {
      return "dmvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      JsonNode one = DoubleNode.valueOf(1);
      JsonNode none = DoubleNode.valueOf(0);
      Options o =
          settings.read(Options.class, new Options(name(), IntNode.valueOf(1), one, one, none));
      FusionDemand.anySubsets(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Dmvae(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 1),
          PerModality.betas(
              o.privateBeta(),
              settings.path("private_beta"),
              names,
              FreeBits.read(o.freeBits(), settings, model),
              "private."));
    }
  }
}
