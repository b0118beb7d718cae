package dev.omnivae.core.distribution;

import org.bytedeco.pytorch.Tensor;

/**
 * p(x given z) for observations with a tensor event, made from the raw output of a decoder network.
 */
public interface Likelihood {
  /** Raw numbers the decoder gives per element of the event. */
  int parametersPerElement();

  /** Whether raw outputs are logits, so that the decoder must not squash them itself. */
  default boolean takesLogits() {
    return false;
  }

  /**
   * The distribution.
   *
   * @param raw {@code (..., event)}; for several parameters per element, {@code (parameter, ...,
   *     event)}
   * @param eventAxes number of axes of the event: 3 for images
   */
  Distribution of(Tensor raw, int eventAxes);
}
