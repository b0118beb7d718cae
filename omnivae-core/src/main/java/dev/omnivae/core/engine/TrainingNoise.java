package dev.omnivae.core.engine;

import org.bytedeco.pytorch.Tensor;

/** The same draws, marked as those of a training step. */
record TrainingNoise(Noise noise) implements Noise {
  @Override
  public Tensor normal(Tensor like, long... shape) {
    return noise.normal(like, shape);
  }

  @Override
  public Tensor uniform(Tensor like, long... shape) {
    return noise.uniform(like, shape);
  }

  @Override
  public Noise stream(String name) {
    return new TrainingNoise(noise.stream(name));
  }

  @Override
  public boolean training() {
    return true;
  }
}
