package dev.omnivae.eval;

import dev.omnivae.core.config.Named;
import java.util.Map;

/**
 * A measurement, named in a recipe as {@code evaluation.metrics}. A user's jar adds one by
 * implementing this and listing it under {@code META-INF/services}. A measurement that cannot apply
 * (no labels, one modality) says so once through {@link Evaluation#say} and returns nothing.
 */
public interface Metric extends Named {
  /**
   * Measures.
   *
   * @return dotted keys of {@code metrics.json} to numbers; fractions, nats
   */
  Map<String, Double> measure(Evaluation evaluation);
}
