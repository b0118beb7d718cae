package dev.omnivae.eval.sampler;

import dev.omnivae.core.config.InputException;

/**
 * How samplers are fitted: {@code evaluation.fitting}. Steps bound the time.
 *
 * @param samples of the training split whose codes are looked at, at most
 * @param steps of gradient descent, of whatever descends; a tenth of them for {@code iaf} and
 *     {@code vamp}, whose steps are slower
 * @param components of {@code gmm}, at most: how many there are says BIC
 * @param pseudoInputs of {@code vamp}
 * @param hidden units of each layer of {@code flow}
 * @param layers residual blocks of {@code flow}
 */
public record FitSettings(
    int samples, int steps, int components, int pseudoInputs, int hidden, int layers) {
  /** What a recipe gets that says nothing: about a minute on two cores for each. */
  public static final FitSettings DEFAULT = new FitSettings(20_000, 4_000, 50, 300, 256, 3);

  public FitSettings {
    positive("samples", samples, "20000");
    positive("steps", steps, "4000");
    positive("components", components, "50");
    positive("pseudo_inputs", pseudoInputs, "300");
    positive("hidden", hidden, "256");
    positive("layers", layers, "3");
  }

  private static void positive(String key, int got, String usual) {
    if (got < 1) {
      throw InputException.of(key, "at least 1", got, "write " + key + ": " + usual);
    }
  }
}
