package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
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
  private final Coefficient beta;
  private final Map<String, Coefficient> privateBeta;

  Dmvae(DrawCounts draws, Coefficient beta, Map<String, Coefficient> privateBeta) {
    this.draws = draws;
    this.beta = beta;
    this.privateBeta = Map.copyOf(privateBeta);
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets terms = Subsets.full(modalities).and(Subsets.singletons(modalities));
    Posterior q = m.fusion().posterior(x, terms);
    DrawCounts counts = draws.of(terms);
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.OWN, s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Tensor likelihood = counts.mean(e.logJointLikelihood()); // (component, batch), joint first
    Tensor kl = Bounds.sharedKl(q, z, m.prior(s.batch().conditions()));
    Tensor weighted = Tensors.times(kl, beta.at(s.clock()));
    for (Map.Entry<String, Tensor> own : z.ownKlEach().entrySet()) {
      kl = kl.add(own.getValue());
      Coefficient weight = Objects.requireNonNull(privateBeta.get(own.getKey()));
      weighted = weighted.add(Tensors.times(own.getValue(), weight.at(s.clock())));
    }
    Tensor elbo = likelihood.sub(weighted);
    Tensor there = Bounds.present(q.logWeights());
    Tensor sum = torch.where(there, elbo, Tensors.scalar(0, elbo)).sum(0); // (batch)

    Map<String, Tensor> joint = new LinkedHashMap<>();
    e.logLikelihood().forEach((name, log) -> joint.put(name, counts.mean(log).select(0, 0)));
    return new Loss(
        List.of(new Term("dmvae", sum.neg(), 1)),
        likelihood.sub(kl).select(0, 0).detach(),
        new Parts().kl(x, q, kl).logLikelihood(s.batch(), joint).map());
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code dmvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta, JsonNode privateBeta) {}

    @Override
    public String name() {
      return "dmvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      JsonNode one = DoubleNode.valueOf(1);
      Options o = settings.read(Options.class, new Options(name(), IntNode.valueOf(1), one, one));
      FusionDemand.anySubsets(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Dmvae(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Coefficient.read(o.beta(), settings.path("beta"), 1),
          each(o.privateBeta(), settings.path("private_beta"), names));
    }

    /** One coefficient for all, or a mapping from modality to its own, 1 where not named. */
    private static Map<String, Coefficient> each(JsonNode node, String path, List<String> names) {
      Map<String, Coefficient> each = new LinkedHashMap<>();
      boolean mapping = node.isObject() && !node.has("schedule");
      for (String name : names) {
        each.put(
            name,
            mapping
                ? Coefficient.read(node.get(name), path + "." + name, 1)
                : Coefficient.read(node, path, 1));
      }
      if (mapping) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          if (!names.contains(entry.getKey())) {
            throw new InputException(
                "%s must name modalities, got '%s'; %s"
                    .formatted(path, entry.getKey(), Nearest.hint(entry.getKey(), names)));
          }
        }
      }
      return each;
    }
  }
}
