package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

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
public record Crmvae(DrawCounts draws, Beta beta) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets subsets = Subsets.full(modalities).and(Subsets.singletons(modalities));
    // every component decodes its members, each with its own private code
    Drawn d = Drawn.from(s.model().fusion().posterior(x, subsets), s, draws, PrivateCodes.PRIOR);
    Posterior joint = d.q().first(Subsets.full(modalities));
    Tensor kl = d.kl().select(0, 0); // the joint one
    Tensor toExperts = Bounds.klToExperts(joint.factorised(), x).sum(0); // (batch)
    Tensor divergence =
        beta.shared(d.q(), d.z(), d.prior()).select(0, 0).add(toExperts); // with free bits
    Tensor own = beta.own(d.z()); // (component, batch)
    if (own != null) {
      divergence = divergence.add(Tensors.times(d.sum(own), 0.5));
    }

    Tensor share = Tensors.plus(Bounds.modalities(x), 1).reciprocal(); // 1/(M + 1), (batch)
    Evidence e = d.decode(Targets.MEMBERS);
    List<Term> terms = new ArrayList<>();
    d.logLikelihood(e, log -> Tensors.times(log.sum(0), 0.5).mul(share))
        .forEach((name, log) -> terms.add(Term.likelihood(name, log)));
    Parts parts = new Parts().kl(x, joint, kl.unsqueeze(0)).put("kl.to_experts", toExperts);
    terms.add(new Term("kl", divergence.mul(share), beta.at(s, kl, parts)));
    return d.loss(terms, d.logLikelihood(e, log -> log.select(0, 0)), kl, parts);
  }

  /** {@code crmvae}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "crmvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      FusionDemand.anySubsets(settings, model, name());
      ElboSettings o = ElboSettings.read(settings, name(), model, 2.5);
      return new Crmvae(o.draws(), o.beta());
    }
  }
}
