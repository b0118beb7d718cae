package dev.omnivae.core.network.image;

import dev.omnivae.core.config.InputException;

/**
 * {@code model.discriminator.NAME} of a recipe.
 *
 * @param filters of the first layer, doubled with each further one
 * @param layers of stride 2: each patch sees more of the image
 * @param norm {@code spectral} or {@code none}, for use with a gradient penalty
 */
public record DiscriminatorSettings(int filters, int layers, String norm) {
  /** A 3-layer network of 64 filters, spectrally normalised. */
  public static final DiscriminatorSettings DEFAULT = new DiscriminatorSettings(64, 3, "spectral");

  public DiscriminatorSettings {
    if (filters < 1) {
      throw InputException.of("filters", "at least 1", filters, "write filters: 64");
    }
    if (layers < 1) {
      throw InputException.of("layers", "at least 1", layers, "write layers: 3");
    }
    if (!norm.equals("spectral") && !norm.equals("none")) {
      throw InputException.of("norm", "spectral or none", "'" + norm + "'", "write norm: spectral");
    }
  }
}
