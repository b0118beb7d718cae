package dev.omnivae.core.testing;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Weights of components that sum to a little less than 1, the last of them zero. */
public final class RoundedWeights {
  /** How many have a weight: each a rounding error less than 0.1. */
  public static final int PRESENT = 10;

  private RoundedWeights() {}

  /** Logarithms, {@code (component)}, the last -inf. */
  public static Tensor log() {
    double[] log = new double[PRESENT + 1];
    java.util.Arrays.fill(log, Math.log(0.1) - 1e-15);
    log[PRESENT] = Double.NEGATIVE_INFINITY;
    return Tensors.of(log, log.length);
  }

  /** Locations 0, 1, 2, ... of so many components: {@code (component, 1)}. */
  public static Tensor places() {
    double[] places = new double[PRESENT + 1];
    java.util.Arrays.setAll(places, c -> c);
    return Tensors.of(places, places.length, 1);
  }
}
