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

  /** The noise of one step. */
  static Noise of(long seed, long rank, long step) {
    return SeededNoise.of(seed, rank, step);
  }
}
