package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** From an observation to its expert. */
public interface Encoder {
  /**
   * Runs the trunk once and all heads.
   *
   * @param condition {@code (batch, condition)} or null
   * @param noise for encoders that draw (dropout, corruption)
   */
  Encoding encode(Observation x, @Nullable Tensor condition, Noise noise);

  /** What it is shown in training in place of the data. */
  default Corruption corruption() {
    return Corruption.NONE;
  }
}
