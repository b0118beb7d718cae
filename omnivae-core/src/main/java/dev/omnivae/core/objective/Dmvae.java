package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
public final class Dmvae implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;
  private final Map<String, Beta> privateBeta;

  Dmvae(DrawCounts draws, Beta beta, Map<String, Beta> privateBeta) {
    this.draws = draws;
    this.beta = beta;
    this.privateBeta = Map.copyOf(privateBeta);
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets subsets = Subsets.full(modalities).and(Subsets.singletons(modalities));
    Posterior q = m.fusion().posterior(x, subsets);
    DrawCounts counts = draws.of(subsets);
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.OWN, s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Distribution prior = m.prior(s.batch().conditions());
    Tensor likelihood = counts.mean(e.logJointLikelihood()).select(0, 0); // of all, (batch)
    Tensor shared = Bounds.sharedKl(q, z, prior); // (component, batch), joint first
    Tensor kl = shared;
    Parts parts = new Parts();
    Map<String, Tensor> joint = new LinkedHashMap<>();
    List<Term> terms = new ArrayList<>();
    for (Map.Entry<String, Tensor> log : e.logLikelihood().entrySet()) {
      Tensor mean = counts.mean(log.getValue()); // (component, batch)
      joint.put(log.getKey(), mean.select(0, 0));
      terms.add(Term.likelihood(log.getKey(), overPresent(mean, q)));
    }
    Weight weight = beta.at(s, shared.select(0, 0), parts);
    terms.add(new Term("kl", overPresent(beta.shared(q, z, prior), q), weight));
    for (Map.Entry<String, Tensor> own : z.ownKlEach().entrySet()) {
      kl = kl.add(own.getValue());
      Beta each = Objects.requireNonNull(privateBeta.get(own.getKey()));
      Weight factor = each.at(s, own.getValue().select(0, 0), parts);
      Tensor counted = overPresent(each.own(z, own.getKey()), q);
      terms.add(new Term("kl.private." + own.getKey(), counted, factor));
    }
    return new Loss(
        terms,
        likelihood.sub(kl.select(0, 0)).detach(),
        parts.kl(x, q, kl).logLikelihood(s.batch(), joint).map(),
        z.shared());
  }

  /** Sum over the components a sample has: {@code (component, batch)} to {@code (batch)}. */
  private static Tensor overPresent(Tensor values, Posterior q) {
    Tensor there = Bounds.present(q.logWeights());
    return torch.where(there, values, Tensors.scalar(0, values)).sum(0);
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    Map<String, Stateful> within = new LinkedHashMap<>(Map.of("beta", beta));
    privateBeta.forEach((name, each) -> within.put("private_beta." + name, each));
    return within;
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
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
