package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;

/** The part of an encoder that looks at the data; the heads are the model's. */
public interface Trunk {
  /**
   * Features.
   *
   * @param x {@code (batch, event)}
   * @return {@code (batch, width())}
   */
  Tensor forward(Tensor x);

  /**
   * Features of an observation, for a trunk that looks at which elements are known, or that does
   * something else in training.
   *
   * @param x cleaned: zeros where absent
   * @param noise says whether this is a training step
   */
  default Tensor forward(Observation x, Noise noise) {
    return forward(x.value());
  }

  /** Number of features. */
  long width();

  /** What it is shown in training in place of the data. */
  default Corruption corruption() {
    return Corruption.NONE;
  }
}
