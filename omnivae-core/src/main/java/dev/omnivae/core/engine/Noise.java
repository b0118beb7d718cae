package dev.omnivae.core.engine;

import org.bytedeco.pytorch.Tensor;

/**
 * Randomness, passed in. Keyed by (seed, rank, step, stream), so that exact resume needs only
 * counters, and a test or a peer can inject its own. Calls within one stream continue it; a stream
 * opened twice at the same step starts again.
 */
public interface Noise {
  /**
   * Standard normal draws.
   *
   * @param like gives element type and device
   */
  Tensor normal(Tensor like, long... shape);

  /** Uniform draws in [0, 1), of the element type and device of {@code like}. */
  Tensor uniform(Tensor like, long... shape);

  /** An independent stream under a name. */
  Noise stream(String name);

  /**
   * Whether this is the noise of a training step: what is drawn to regularise (word dropout, a
   * teacher left out) is drawn in training alone, and a stream is of its noise's kind.
   */
  default boolean training() {
    return false;
  }

  /** The same noise, {@link #training()}. */
  default Noise inTraining() {
    return training() ? this : new TrainingNoise(this);
  }

  /** The noise of one step. */
  static Noise of(long seed, long rank, long step) {
    return SeededNoise.of(seed, rank, step);
  }
}
