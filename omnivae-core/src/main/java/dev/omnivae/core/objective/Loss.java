package dev.omnivae.core.objective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an objective makes of a step.
 *
 * @param terms to minimise, weighted and summed; the mean over the batch of nats per example
 * @param bound what to report and select by, to be maximised, {@code (batch)} or scalar, no
 *     gradient needed; DReG's surrogate is not it
 * @param log further scalars to log, by name
 * @param shared the drawn codes that the terms of all modalities were made from, by which their
 *     gradients can be compared; null where there are no such codes or terms
 */
public record Loss(
    List<Term> terms, Tensor bound, Map<String, Tensor> log, @Nullable Tensor shared) {
  public Loss {
    terms = List.copyOf(terms);
    log = Collections.unmodifiableMap(new LinkedHashMap<>(log)); // in order, for the log
  }

  /** A loss without a term per modality. */
  public Loss(List<Term> terms, Tensor bound, Map<String, Tensor> log) {
    this(terms, bound, log, null);
  }

  /** The loss of a bound that is its own objective: one term, its negative. */
  public static Loss maximise(String name, Tensor bound, Map<String, Tensor> log) {
    return new Loss(List.of(new Term(name, bound.neg(), 1)), bound.detach(), log);
  }

  /**
   * The terms of an ELBO: a likelihood per modality, {@code likelihood.MODALITY}, and {@code kl}.
   *
   * @param each log-likelihood per modality: {@code (batch)}
   * @param kl as it counts: {@code (batch)}
   * @param beta its factor
   */
  static List<Term> elbo(Map<String, Tensor> each, Tensor kl, Weight beta) {
    List<Term> terms = new ArrayList<>();
    each.forEach((name, value) -> terms.add(Term.likelihood(name, value)));
    terms.add(new Term("kl", kl, beta));
    return terms;
  }
}
