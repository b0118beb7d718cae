package dev.omnivae.eval.oracle;

import org.bytedeco.pytorch.Tensor;

/**
 * Says which class an observation shows: of images a trained network ({@link ImageClassifier}), of
 * captions a reader of their words ({@link CaptionClassifier}).
 */
@FunctionalInterface
public interface Classifier {
  /** What shows no class at all; agrees with no label, nor with another of its kind. */
  int NONE = -1;

  /**
   * The most probable class.
   *
   * @param x {@code (batch, event)}
   * @return {@code (batch)} int64, {@link #NONE} where there is none
   */
  Tensor classify(Tensor x);
}
