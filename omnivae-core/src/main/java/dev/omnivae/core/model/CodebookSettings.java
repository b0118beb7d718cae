package dev.omnivae.core.model;

import dev.omnivae.core.config.InputException;
import java.util.List;

/**
 * {@code model.codebook} of a {@link VqVae}.
 *
 * @param codes vectors K
 * @param places how many of them a code consists of: {@code latent.shared} is so many parts
 * @param decay ρ of the moving averages
 * @param restart of an equal share, below which a vector starts again; 0 for never
 * @param priorHidden widths of the hidden layers of the prior over indices
 */
record CodebookSettings(
    int codes, int places, double decay, double restart, List<Integer> priorHidden) {
  static final CodebookSettings DEFAULT = new CodebookSettings(128, 16, 0.99, 0.02, List.of(256));

  CodebookSettings {
    priorHidden = List.copyOf(priorHidden);
    if (codes < 2 || places < 1) {
      throw InputException.of(
          "codes and places",
          "at least 2 and 1",
          codes + " and " + places,
          "write codes: 128, places: 16");
    }
    if (!(decay >= 0 && decay < 1)) {
      throw InputException.of("decay", "at least 0, below 1", decay, "write decay: 0.99");
    }
    if (!(restart >= 0 && restart < 1)) {
      throw InputException.of("restart", "at least 0, below 1", restart, "write restart: 0.02");
    }
    if (priorHidden.stream().anyMatch(width -> width < 1)) {
      throw InputException.of(
          "prior_hidden", "widths of at least 1", priorHidden, "write prior_hidden: [256]");
    }
  }
}
