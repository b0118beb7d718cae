package dev.omnivae.core.state;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/** First values of a parameter. */
@FunctionalInterface
public interface Initialiser {
  /**
   * Fresh values.
   *
   * @param like gives element type and device
   * @param shape shape of the parameter
   */
  Tensor values(Noise noise, Tensor like, long... shape);

  /** All elements the same. */
  static Initialiser constant(double value) {
    return (noise, like, shape) -> Tensors.plus(Tensors.zeros(like.scalar_type(), shape), value);
  }

  /** N(0, deviation²). */
  static Initialiser normal(double deviation) {
    return (noise, like, shape) -> Tensors.times(noise.normal(like, shape), deviation);
  }

  /**
   * U(-1/sqrt(fanIn), 1/sqrt(fanIn)): what PyTorch's linear and convolution layers start from,
   * weights and biases.
   */
  static Initialiser fanIn(long fanIn) {
    return uniform(1 / Math.sqrt((double) fanIn));
  }

  /** U(-bound, bound). */
  static Initialiser uniform(double bound) {
    return (noise, like, shape) ->
        Tensors.plus(Tensors.times(noise.uniform(like, shape), 2 * bound), -bound);
  }
}
