package dev.omnivae.core.network;

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

  /** Number of features. */
  long width();
}
