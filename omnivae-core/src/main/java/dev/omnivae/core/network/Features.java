package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What heads see of an observation: a trunk's output, with the condition beside it.
 *
 * @param conditioner null without conditions
 */
public record Features(Trunk trunk, @Nullable Conditioner conditioner) {
  /** Outside training: {@code (batch, width())}. */
  public Tensor of(Observation x, @Nullable Tensor condition) {
    return of(x, condition, Noise.of(0, 0, 0));
  }

  /** {@code (batch, width())}. */
  public Tensor of(Observation x, @Nullable Tensor condition, Noise noise) {
    Tensor features = trunk.forward(x, noise);
    return conditioner == null ? features : conditioner.join(features, condition);
  }

  /** Number of features. */
  public long width() {
    return trunk.width() + (conditioner == null ? 0 : conditioner.width());
  }
}
