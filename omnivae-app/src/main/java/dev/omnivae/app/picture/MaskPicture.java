package dev.omnivae.app.picture;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import java.nio.file.Path;

/**
 * A picture that says which pixels of an image modality are known: white (from half up) is known,
 * black is not. Nothing is scaled: a mask that does not fit is a mistake.
 */
public final class MaskPicture {
  private MaskPicture() {}

  /**
   * Reads a mask.
   *
   * @param modality an image modality
   * @return (channel, height, width), 1 where known, the same for every channel
   * @throws InputException when the file is missing, no picture, of another size, or all white or
   *     all black; or the modality no image
   */
  public static byte[] read(Path file, Modality modality) {
    String what = "--known " + modality.name();
    if (modality.kind() != Modality.Kind.IMAGE) {
      throw InputException.of(what, "an image modality", modality, "name another modality");
    }
    int channels = Math.toIntExact(modality.shape().get(0));
    int height = Math.toIntExact(modality.shape().get(1));
    int width = Math.toIntExact(modality.shape().get(2));
    Planes mask = Planes.of(UserPicture.decode(file, what), true);
    if (mask.width() != width || mask.height() != height) {
      throw InputException.of(
          what,
          "a mask of the modality's size, %dx%d (width x height)".formatted(width, height),
          "%s of %dx%d".formatted(file, mask.width(), mask.height()),
          "draw it at that size");
    }
    float[] plane = mask.channels().get(0);
    byte[] known = new byte[channels * plane.length];
    for (int i = 0; i < known.length; i++) {
      known[i] = (byte) (plane[i % plane.length] >= 0.5f ? 1 : 0);
    }
    int white = 0;
    for (byte one : known) {
      white += one;
    }
    if (white == 0 || white == known.length) {
      throw InputException.of(
          what,
          "white where pixels are known and black where they are not",
          file + ", all " + (white == 0 ? "black" : "white"),
          white == 0 ? "leave the modality out" : "write --given " + modality.name());
    }
    return known;
  }
}
