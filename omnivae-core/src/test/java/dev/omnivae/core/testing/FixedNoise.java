package dev.omnivae.core.testing;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Noise without chance: normal draws are zero, uniform ones all the same number. */
public record FixedNoise(double uniform) implements Noise {
  /** The largest uniform draw there is in float64. */
  public static final double LARGEST = Math.nextDown(1.0);

  @Override
  public Tensor normal(Tensor like, long... shape) {
    return Tensors.full(0, like.scalar_type(), shape);
  }

  @Override
  public Tensor uniform(Tensor like, long... shape) {
    return Tensors.full(uniform, like.scalar_type(), shape);
  }

  @Override
  public Noise stream(String name) {
    return this;
  }
}
