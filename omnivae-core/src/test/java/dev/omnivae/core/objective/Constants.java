package dev.omnivae.core.objective;

import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import java.util.Map;

/** Toy models whose experts and decoders ignore their inputs, so that bounds have closed forms. */
final class Constants {
  /** Biases of the two experts of the closed-form values: means, then log variances. */
  static final Map<String, double[]> GOLDEN =
      Map.of(
          "modality.a.shared.bias", new double[] {1, -2, 0, Math.log(4)},
          "modality.b.shared.bias", new double[] {3, 0.5, -Math.log(4), 0});

  private Constants() {}

  /** Sets these parameters and every other one to zero. */
  static void set(ParameterStore store, Map<String, double[]> parameters) {
    double[] values = new double[Math.toIntExact(store.length())];
    int[] at = {0};
    store
        .all()
        .forEach(
            p -> {
              double[] given = parameters.get(p.path());
              if (given != null) {
                System.arraycopy(given, 0, values, at[0], given.length);
              }
              at[0] += Math.toIntExact(p.length());
            });
    Toy.set(store, values);
  }
}
