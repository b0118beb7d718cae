package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.List;

/** Sizes of the maps between an image and its smallest one, each half the one before. */
public final class Ladder {
  private Ladder() {}

  /**
   * Sizes from the image down, halved and rounded up, until the longer side is at most {@code
   * smallest}.
   *
   * @return (height, width) each, the image's own first
   */
  public static List<long[]> of(Modality image, long smallest) {
    List<long[]> sizes = new ArrayList<>();
    long[] size = {image.sizes()[1], image.sizes()[2]};
    sizes.add(size);
    while (Math.max(size[0], size[1]) > smallest) {
      size = new long[] {(size[0] + 1) / 2, (size[1] + 1) / 2};
      sizes.add(size);
    }
    return sizes;
  }

  /**
   * The modality, when it is an image.
   *
   * @throws InputException when it is not
   */
  public static Modality image(Modality modality, String network) {
    if (modality.shape().size() != 3) {
      throw InputException.of(
          "modality " + modality.name(),
          "an image (channel, height, width) for network " + network,
          modality.shape(),
          "use network: mlp");
    }
    return modality;
  }
}
