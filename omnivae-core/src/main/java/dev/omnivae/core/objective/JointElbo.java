package dev.omnivae.core.objective;

import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The two halves of the ELBO of one posterior given all modalities: what JMVAE, TELBO and JNF begin
 * with.
 *
 * <pre>{@code E_{z ~ q(z|X)}[Σ_m λ_m log p(x_m | z)]   and   KL(q(z | X), p(z))}</pre>
 *
 * @param d draws of q(z | X), one component
 * @param each per modality λ_m log p(x_m | z), mean over draws: {@code (batch)} in nats
 * @param kl {@code (batch)} in nats, of private codes too
 */
record JointElbo(Drawn d, Map<String, Tensor> each, Tensor kl) {
  static final String COMPLETE =
      "infers codes from all modalities at once, and a sample that lacks one has no such posterior";

  static JointElbo of(Step<MultimodalVae> s, DrawCounts draws) {
    Subsets all = Subsets.full(s.experts().modalities().size());
    Drawn d =
        Drawn.from(s.model().fusion().posterior(s.experts(), all), s, draws, PrivateCodes.OWN);
    return new JointElbo(d, d.logLikelihood(d.decode(Targets.ALL)), d.kl().squeeze(0));
  }

  /** What is logged of it, so far. */
  Parts parts(Step<MultimodalVae> s) {
    return new Parts().kl(s.experts(), d.q(), kl.unsqueeze(0));
  }

  /** Its terms, the KL with free bits. */
  List<Term> terms(Beta beta, Weight weight) {
    return Loss.elbo(each, d.counted(kl.unsqueeze(0), beta).squeeze(0), weight);
  }

  Loss loss(List<Term> terms, Parts parts) {
    return d.loss(terms, each, kl, parts);
  }

  /** The ELBO itself as an objective. */
  static Loss loss(Step<MultimodalVae> s, DrawCounts draws, Beta beta) {
    JointElbo joint = of(s, draws);
    Parts parts = joint.parts(s);
    return joint.loss(joint.terms(beta, beta.at(s, joint.kl(), parts)), parts);
  }
}
