package dev.omnivae.core.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a checkpoint must hold beyond the flat parameters: named tensors and named scalars.
 * Objectives, coefficients, fusions and priors are stateful too (a codebook, a controller, a moving
 * average).
 */
public interface Stateful {
  /** What it consists of, by name, whose state is its own; nothing by default. */
  default Map<String, Stateful> within() {
    return Map.of();
  }

  /** Tensors to save and, in place, to load into; those of {@link #within()} by default. */
  default Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    within()
        .forEach(
            (name, part) ->
                part.state().forEach((key, value) -> state.put(name + "." + key, value)));
    return state;
  }

  /** Numbers to save; those of {@link #within()} by default. */
  default Map<String, Double> scalars() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    within()
        .forEach(
            (name, part) ->
                part.scalars().forEach((key, value) -> scalars.put(name + "." + key, value)));
    return scalars;
  }

  /** Takes back what {@link #scalars()} gave. */
  default void restore(Map<String, Double> scalars) {
    within()
        .forEach(
            (name, part) -> {
              Map<String, Double> own = new LinkedHashMap<>();
              String prefix = name + ".";
              scalars.forEach(
                  (key, value) -> {
                    if (key.startsWith(prefix)) {
                      own.put(key.substring(prefix.length()), value);
                    }
                  });
              part.restore(own);
            });
  }
}
