package dev.omnivae.core.objective;

import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * One draw of every sample's code, what it decodes to, and how far the codes of the batch, taken
 * together, are from as many draws of the prior: what InfoVAE and WAE are made of.
 *
 * @param d the draws
 * @param logLikelihood per modality {@code (batch)}
 * @param discrepancy of the batch's codes and the prior's, a scalar
 */
record AggregateMatch(Drawn d, Map<String, Tensor> logLikelihood, Tensor discrepancy) {
  static AggregateMatch of(Step<MultimodalVae> s, Mmd mmd) {
    MultimodalVae m = s.model();
    Posterior q = m.fusion().posterior(s.experts()); // one component
    Drawn d = Drawn.from(q, s, DrawCounts.of(1), PrivateCodes.OWN);
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    Tensor z = d.z().shared().squeeze(0).squeeze(0); // (batch, latent)
    Tensor prior =
        m.fromPrior(z.size(0), s.batch().conditions(), s.noise().stream("mmd")).shared().squeeze(0);
    return new AggregateMatch(d, each, mmd.of(z, prior));
  }
}
