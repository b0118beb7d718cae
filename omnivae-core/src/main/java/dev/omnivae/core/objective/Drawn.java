package dev.omnivae.core.objective;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Codes drawn from every component of a posterior: what nearly every bound is made of, before and
 * after they are decoded.
 */
final class Drawn {
  private final Step<MultimodalVae> s;
  private final Posterior q;
  private final DrawCounts counts;
  private final Draws z;
  private final Distribution prior;

  private Drawn(
      Step<MultimodalVae> s, Posterior q, DrawCounts counts, Draws z, Distribution prior) {
    this.s = s;
    this.q = q;
    this.counts = counts;
    this.z = z;
    this.prior = prior;
  }

  /**
   * Draws.
   *
   * @param draws per modality
   * @param across where the private code of a modality comes from for components that did not see
   *     it
   */
  static Drawn from(Posterior q, Step<MultimodalVae> s, DrawCounts draws, PrivateCodes across) {
    MultimodalVae m = s.model();
    DrawCounts counts = draws.of(q.subsets());
    return new Drawn(
        s,
        q,
        counts,
        m.draw(q, s.experts(), counts.max(), across, s.noise()),
        m.prior(s.batch().conditions()));
  }

  /** Of the component that was chosen for every example alone. */
  Drawn of(RandomComponent one) {
    return new Drawn(s, one.posterior(), DrawCounts.of(counts.max()), one.draws(z), prior);
  }

  Posterior q() {
    return q;
  }

  DrawCounts counts() {
    return counts;
  }

  Draws z() {
    return z;
  }

  /** Of the shared codes. */
  Distribution prior() {
    return prior;
  }

  /** KL of every component to the prior, private ones included: {@code (component, batch)}. */
  Tensor kl() {
    return Bounds.kl(q, z, prior);
  }

  /** {@link #kl()} as it counts, with free bits: the same without. */
  Tensor counted(Tensor kl, Beta beta) {
    return beta.counted(kl, q, z, prior);
  }

  Evidence decode(Targets targets) {
    return s.model().decode(q, z, targets, s.batch(), s.noise());
  }

  /** Of some modalities alone. */
  Evidence decode(Targets targets, Collection<String> names) {
    return s.model().decode(q, z, targets, names, s.batch(), s.noise());
  }

  // ---- over components ----

  /** Mean as the components weigh: {@code (component, batch)} to {@code (batch)}. */
  Tensor mean(Tensor values) {
    return Bounds.overComponents(values, q.logWeights());
  }

  /** Sum over the components a sample has: {@code (component, batch)} to {@code (batch)}. */
  Tensor sum(Tensor values) {
    return Tensors.masked(values, Bounds.present(q.logWeights())).sum(0);
  }

  /**
   * Log-likelihood per modality, mean over draws.
   *
   * @param over makes {@code (batch)} of {@code (component, batch)}
   */
  Map<String, Tensor> logLikelihood(Evidence e, UnaryOperator<Tensor> over) {
    Map<String, Tensor> each = new LinkedHashMap<>();
    e.logLikelihood().forEach((name, log) -> each.put(name, over.apply(counts.mean(log))));
    return each;
  }

  /** That, mean over components. */
  Map<String, Tensor> logLikelihood(Evidence e) {
    return logLikelihood(e, this::mean);
  }

  /**
   * The loss of an ELBO.
   *
   * @param terms to minimise
   * @param each log-likelihood per modality, {@code (batch)}: of the bound that is reported
   * @param kl its KL with β = 1 and without free bits, {@code (batch)}
   */
  Loss loss(List<Term> terms, Map<String, Tensor> each, Tensor kl, Parts parts) {
    Tensor likelihood = each.values().stream().reduce(Tensor::add).orElseThrow();
    return new Loss(
        terms, likelihood.sub(kl).detach(), parts.logLikelihood(s.batch(), each).map(), z.shared());
  }
}
