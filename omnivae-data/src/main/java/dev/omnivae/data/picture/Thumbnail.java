package dev.omnivae.data.picture;

import dev.omnivae.core.config.InputException;
import java.nio.file.Path;

/** Square pictures of a published data set made smaller, all of which must be there and whole. */
public final class Thumbnail {
  private Thumbnail() {}

  /**
   * Reads a picture and writes it as planes of red, green and blue.
   *
   * @param size height and width of the result
   * @param ground 0 black to 255 white
   * @param pixels of all pictures, (picture, channel, height, width)
   * @param offset of this one
   * @throws InputException when the file is no picture or not square
   */
  public static void read(Path file, int size, int ground, byte[] pixels, int offset) {
    PictureFile picture;
    try {
      picture = PictureFile.read(file, PictureFile.MEGAPIXELS);
    } catch (UnusableException e) {
      throw new InputException(
          "%s must be a whole picture, got %s; download it again".formatted(file, e.getMessage()),
          e);
    }
    int height = picture.image().getHeight();
    int width = picture.image().getWidth();
    if (height != width) {
      throw InputException.of(
          file.toString(), "a square picture", height + "x" + width, "download it again");
    }
    new Frame(size, size, 3, Fit.STRETCH, ground).draw(picture, pixels, offset);
  }
}
