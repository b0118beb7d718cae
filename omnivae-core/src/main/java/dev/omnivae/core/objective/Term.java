package dev.omnivae.core.objective;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One part of a loss.
 *
 * @param name names it in the log and when it turns NaN
 * @param nats to minimise, unweighted: {@code (batch)} or a scalar; its mean over the batch counts
 * @param weight factor
 * @param modality whose likelihood it is, to be balanced against those of the others; null for
 *     every other term
 */
public record Term(String name, Tensor nats, Weight weight, @Nullable String modality) {
  /** A term that is no modality's own. */
  public Term(String name, Tensor nats, Weight weight) {
    this(name, nats, weight, null);
  }

  /** A term of a fixed weight that is no modality's own. */
  public Term(String name, Tensor nats, double weight) {
    this(name, nats, Weight.of(weight), null);
  }

  /** The negative log-likelihood of a modality, {@code likelihood.MODALITY}, of weight 1. */
  public static Term likelihood(String modality, Tensor logLikelihood) {
    return new Term("likelihood." + modality, logLikelihood.neg(), Weight.of(1), modality);
  }

  /** The same term, weighed by another factor besides. */
  public Term times(Weight factor) {
    return new Term(name, nats, weight.times(factor), modality);
  }
}
