package dev.omnivae.core.network;

import dev.omnivae.core.config.InputException;
import java.util.List;

/**
 * A hierarchy of codes: {@code model.hierarchy}.
 *
 * @param levels L, how many codes
 * @param blocks {@code perceptron} over the features of each modality's own network, for any
 *     modalities; {@code conv} over maps, for images of one size
 * @param widths of z_1 to z_{L-1}: dimensions of vectors, or channels of maps. Empty for twice the
 *     width of the level above, or for as many channels as the block has filters
 * @param hidden width of the perceptrons
 * @param filters of the convolutions next to the image, doubled at each level
 * @param sharePosteriors whether all modalities share the posterior blocks of a level
 * @param clamp raw parameters r of every distribution become {@code clamp tanh(r / clamp)}; 0
 *     leaves them alone
 */
public record LevelsSettings(
    int levels,
    String blocks,
    List<Integer> widths,
    int hidden,
    int filters,
    boolean sharePosteriors,
    double clamp) {
  /** Three levels of perceptrons. */
  public static final LevelsSettings DEFAULT =
      new LevelsSettings(3, "perceptron", List.of(), 128, 32, false, 10);

  public LevelsSettings {
    widths = List.copyOf(widths);
    if (levels < 1) {
      throw InputException.of("levels", "at least 1", levels, "write levels: 3");
    }
    if (!blocks.equals("perceptron") && !blocks.equals("conv")) {
      throw InputException.of(
          "blocks", "perceptron or conv", "'" + blocks + "'", "write blocks: perceptron");
    }
    if (blocks.equals("conv") && levels < 2) {
      throw InputException.of(
          "levels", "at least 2 with blocks conv", levels, "write blocks: perceptron");
    }
    if (!widths.isEmpty() && widths.size() != levels - 1) {
      throw InputException.of(
          "widths",
          "one for each level but the deepest, " + (levels - 1),
          widths,
          "leave it out, or write them from the data upwards");
    }
    if (widths.stream().anyMatch(width -> width < 1)) {
      throw InputException.of("widths", "at least 1 each", widths, "leave it out for the default");
    }
    if (hidden < 1 || filters < 1) {
      throw InputException.of(
          "hidden and filters",
          "at least 1",
          hidden + " and " + filters,
          "write hidden: 128, filters: 32");
    }
    if (!(clamp >= 0)) {
      throw InputException.of("clamp", "at least 0", clamp, "write clamp: 10, or 0 for none");
    }
  }
}
