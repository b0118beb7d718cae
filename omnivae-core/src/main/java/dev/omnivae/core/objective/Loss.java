package dev.omnivae.core.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What an objective makes of a step.
 *
 * @param terms to minimise, weighted and summed; the mean over the batch of nats per example
 * @param bound what to report and select by, to be maximised, {@code (batch)} or scalar, no
 *     gradient needed; DReG's surrogate is not it
 * @param log further scalars to log, by name
 */
public record Loss(List<Term> terms, Tensor bound, Map<String, Tensor> log) {
  public Loss {
    terms = List.copyOf(terms);
    log = Collections.unmodifiableMap(new LinkedHashMap<>(log)); // in order, for the log
  }

  /** The loss of a bound that is its own objective: one term, its negative. */
  public static Loss maximise(String name, Tensor bound, Map<String, Tensor> log) {
    return new Loss(List.of(new Term(name, bound.neg(), 1)), bound.detach(), log);
  }
}
