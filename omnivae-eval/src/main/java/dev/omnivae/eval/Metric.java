package dev.omnivae.eval;

import dev.omnivae.core.config.Named;
import java.util.Map;

/**
 * A measurement, named in a recipe as {@code evaluation.metrics}. A user's jar adds one by
 * implementing this and listing it under {@code META-INF/services}.
 */
public interface Metric extends Named {
  /**
   * Measures.
   *
   * @return dotted keys of {@code metrics.json} to numbers; fractions, nats
   */
  Map<String, Double> measure(Evaluation evaluation);
}
