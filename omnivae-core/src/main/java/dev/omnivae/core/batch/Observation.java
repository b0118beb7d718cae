package dev.omnivae.core.batch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one modality.
 *
 * @param value {@code (batch, event)}; float32, pixels in [0, 1]; any filler where not available
 * @param available {@code (batch)} boolean, per sample; null when every sample has it
 * @param known {@code (batch, event)} boolean, per element (padding, holes, pixels to inpaint);
 *     null when all are known
 */
public record Observation(Tensor value, @Nullable Tensor available, @Nullable Tensor known) {
  public static Observation of(Tensor value) {
    return new Observation(value, null, null);
  }

  public Observation withAvailable(@Nullable Tensor mask) {
    return new Observation(value, mask, known);
  }
}
