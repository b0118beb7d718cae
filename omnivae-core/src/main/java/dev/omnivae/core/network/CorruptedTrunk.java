package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;

/** A trunk that sees corrupted data in training; the decoder's target stays clean. */
public record CorruptedTrunk(Trunk trunk, Corruption corruption) implements Trunk {
  @Override
  public Tensor forward(Tensor x) {
    return trunk.forward(x);
  }

  @Override
  public Tensor forward(Observation x, Noise noise) {
    return trunk.forward(noise.training() ? corruption.of(x, noise) : x, noise);
  }

  @Override
  public long width() {
    return trunk.width();
  }
}
