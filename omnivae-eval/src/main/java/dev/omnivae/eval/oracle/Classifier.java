package dev.omnivae.eval.oracle;

import org.bytedeco.pytorch.Tensor;

/** Says which class an observation shows. */
@FunctionalInterface
public interface Classifier {
  /**
   * The most probable class.
   *
   * @param x {@code (batch, event)}
   * @return {@code (batch)} int64
   */
  Tensor classify(Tensor x);
}
