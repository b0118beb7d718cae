package dev.omnivae.core.objective;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws of every component, decoded everywhere and weighed by importance: what IWAE, DReG, MMVAE+
 * and CMVAE share.
 *
 * <pre>{@code log w = log p(X | z) + β [log p(z) - log q(z)]}</pre>
 *
 * @param s the step
 * @param d the draws
 * @param e what was decoded
 * @param o settings
 */
record Importance(Step<MultimodalVae> s, Drawn d, Evidence e, ImportanceSettings o) {
  static Importance of(Step<MultimodalVae> s, ImportanceSettings o) {
    Drawn d = Drawn.from(s.model().fusion().posterior(s.experts()), s, o.draws(), o.across());
    return new Importance(s, d, d.decode(Targets.ALL), o);
  }

  /** log p(z) - log q(z), private codes included: {@code (draw, component, batch)} in nats. */
  Tensor logRatio() {
    return Bounds.logRatio(d.q(), d.z(), d.prior(), o.estimator().detaches());
  }

  /**
   * The loss, by the estimator.
   *
   * @param name of its one term
   * @param ratio log p(z) - log q(z), {@code (draw, component, batch)}
   * @param parts to add to what is logged
   */
  Loss loss(String name, Tensor ratio, Parts parts) {
    Posterior q = d.q();
    Tensor likelihood = e.logJointLikelihood(); // (draw, component, batch)
    Tensor kl;
    try (NoGrad off = NoGrad.open()) {
      Tensor each = d.kl();
      parts.kl(s.experts(), q, each);
      kl = d.mean(each);
    }
    Tensor w = likelihood.add(o.beta().at(s, kl, parts).times(ratio));
    Tensor normalised = Bounds.normalised(w, d.counts(), q.logWeights(), o.tight());
    Tensor loss = o.estimator().of(w, normalised, d, o.tight()).neg();
    try (NoGrad off = NoGrad.open()) {
      parts.logLikelihood(s.batch(), d.logLikelihood(e)).effectiveDraws(normalised, o.tight());
      Tensor bound = Estimator.bound(likelihood.add(ratio).detach(), d, o.tight());
      return new Loss(List.of(new Term(name, loss, 1)), bound, parts.map());
    }
  }
}
