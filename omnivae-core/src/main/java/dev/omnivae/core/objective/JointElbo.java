package dev.omnivae.core.objective;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The two halves of the ELBO of one posterior given all modalities: what JMVAE, TELBO and JNF begin
 * with.
 *
 * <pre>{@code E_{z ~ q(z|X)}[Σ_m λ_m log p(x_m | z)]   and   KL(q(z | X), p(z))}</pre>
 *
 * @param q q(z | X), one component
 * @param each per modality λ_m log p(x_m | z), mean over draws: {@code (batch)} in nats
 * @param likelihood their sum: {@code (batch)}
 * @param kl {@code (batch)} in nats, of private codes too
 * @param counted the same with free bits, as it counts in a loss
 * @param shared the drawn codes
 */
record JointElbo(
    Posterior q,
    Map<String, Tensor> each,
    Tensor likelihood,
    Tensor kl,
    Tensor counted,
    Tensor shared) {
  static final String COMPLETE =
      "infers codes from all modalities at once, and a sample that lacks one has no such posterior";

  static JointElbo of(Step<MultimodalVae> s, DrawCounts draws, Beta beta) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x, Subsets.full(x.modalities().size()));
    DrawCounts counts = draws.of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.OWN, s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());
    Map<String, Tensor> each = Parts.averaged(e, counts, q);
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior);
    return new JointElbo(
        q,
        each,
        each.values().stream().reduce(Tensor::add).orElseThrow(),
        kl.squeeze(0),
        beta.counted(kl, q, z, prior).squeeze(0),
        z.shared());
  }

  /** The bound with β = 1, to report: {@code (batch)}. */
  Tensor bound() {
    return likelihood.sub(kl).detach();
  }

  Parts parts(Step<MultimodalVae> s) {
    return new Parts().kl(s.experts(), q, kl.unsqueeze(0)).logLikelihood(s.batch(), each);
  }
}
