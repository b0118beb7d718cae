package dev.omnivae.data.missing;

import dev.omnivae.core.config.InputException;

/**
 * Which modalities are taken away: {@code data.missing} of a recipe.
 *
 * @param rate chance that a sample loses a modality, on average over classes and modalities
 * @param seed decides which; not the seed of the run, so that runs with several seeds lack the same
 * @param mechanism {@code random}: every modality of every sample with the same chance; {@code
 *     by-class}: with a chance of its own for every class and modality
 */
public record MissingSettings(double rate, long seed, String mechanism) {
  public static final MissingSettings NONE = new MissingSettings(0, 1, "random");

  public MissingSettings {
    if (!(rate >= 0 && rate < 1)) {
      throw InputException.of("rate", "at least 0 and below 1", rate, "write rate: 0.2");
    }
    if (!mechanism.equals("random") && !mechanism.equals("by-class")) {
      throw InputException.of(
          "mechanism", "random or by-class", mechanism, "write mechanism: random");
    }
  }

  boolean byClass() {
    return mechanism.equals("by-class");
  }
}
