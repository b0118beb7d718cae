package dev.omnivae.core.state;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a checkpoint must hold beyond the flat parameters: named tensors and named scalars.
 * Objectives, coefficients, fusions and priors are stateful too (a codebook, a controller, a moving
 * average).
 */
public interface Stateful {
  /** Tensors to save and, in place, to load into; none by default. */
  default Map<String, Tensor> state() {
    return Map.of();
  }

  /** Numbers to save; none by default. */
  default Map<String, Double> scalars() {
    return Map.of();
  }

  /** Takes back what {@link #scalars()} gave. */
  default void restore(Map<String, Double> scalars) {}
}
