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
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Coordinated and robust MVAE: the joint posterior is held near every expert, and every modality is
 * also reconstructed from its own expert.
 *
 * <pre>{@code
 * minimise  1/(M + 1) ( -½ Σ_m λ_m [ E_{z ~ q}[log p(x_m | z)] + E_{z ~ q_m}[log p(x_m | z)] ]
 *                       + β [ KL(q(z | X), p) + Σ_m KL(q(z | X), q_m(z | x_m)) ] )
 * }</pre>
 *
 * <p>No bound of log p(X): what is reported is the ELBO of the joint posterior with β = 1, which is
 * one for λ = 1. Nats per example. M is the number of modalities the sample has. Experts multiply
 * without the prior ({@code product}, {@code prior: false}), so that a subset of one modality is
 * its expert; nothing is detached: an expert is drawn to the joint posterior, and it to the expert.
 * Suzuki and Matsuo 2023, "Mitigating the Limitations of Multimodal VAEs with Coordination-Based
 * Approach"; the weights are those of the program in MultiVae.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; M per sample, there of the
 * data set; private codes, of which each of the two reconstructions pays half.
 */
public final class Crmvae implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;

  Crmvae(DrawCounts draws, Beta beta) {
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets subsets = Subsets.full(modalities).and(Subsets.singletons(modalities));
    Posterior q = m.fusion().posterior(x, subsets);
    DrawCounts counts = draws.of(subsets);
    // every component decodes its members, each with its own private code
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.PRIOR, s.noise());
    Evidence e = m.decode(q, z, Targets.MEMBERS, s.batch(), s.noise());

    Posterior joint = joint(q, modalities);
    Tensor likelihood = counts.mean(e.logJointLikelihood()); // (component, batch), joint first
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior).select(0, 0); // the joint one
    Tensor toExperts = Bounds.klToExperts(joint.components(), x); // (modality, batch)
    Tensor divergence = beta.shared(q, z, prior).select(0, 0).add(toExperts.sum(0));
    Tensor own = beta.own(z); // (component, batch): with free bits, as the shared part
    if (own != null) {
      Tensor there = Bounds.present(q.logWeights());
      Tensor paid = torch.where(there, own, Tensors.scalar(0, own)).sum(0);
      divergence = divergence.add(Tensors.times(paid, 0.5));
    }

    Tensor share = Tensors.plus(Bounds.modalities(x), 1).reciprocal(); // 1/(M + 1), (batch)
    Map<String, Tensor> each = new LinkedHashMap<>();
    List<Term> terms = new ArrayList<>();
    e.logLikelihood()
        .forEach(
            (name, log) -> {
              Tensor mean = counts.mean(log); // (component, batch)
              each.put(name, mean.select(0, 0));
              terms.add(Term.likelihood(name, Tensors.times(mean.sum(0), 0.5).mul(share)));
            });
    Parts parts =
        new Parts()
            .kl(x, joint, kl.unsqueeze(0))
            .put("kl.to_experts", toExperts.sum(0))
            .logLikelihood(s.batch(), each);
    terms.add(new Term("kl", divergence.mul(share), beta.at(s, kl, parts)));
    return new Loss(terms, likelihood.select(0, 0).sub(kl).detach(), parts.map(), z.shared());
  }

  private static Posterior joint(Posterior q, int modalities) {
    Tensor one = q.logWeights().narrow(0, 0, 1);
    return new Posterior(
        q.components().map(p -> p.narrow(0, 0, 1)),
        torch.zeros_like(one),
        Subsets.full(modalities));
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

  /** {@code crmvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta, JsonNode freeBits) {}

    @Override
    public String name() {
      return "crmvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(), IntNode.valueOf(1), DoubleNode.valueOf(2.5), DoubleNode.valueOf(0)));
      FusionDemand.anySubsets(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Crmvae(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 2.5));
    }
  }
}
