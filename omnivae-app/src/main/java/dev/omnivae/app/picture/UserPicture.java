package dev.omnivae.app.picture;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A picture file of the user's as an image modality takes it. The rule, in this order:
 *
 * <ol>
 *   <li>what is transparent is white paper;
 *   <li>a modality of one channel gets the luminance (Rec. 601: 0.299 R + 0.587 G + 0.114 B);
 *   <li>a modality of one channel whose data have a dark border gets a picture with a light border
 *       inverted, and the other way round: ink on paper becomes chalk on a board, as in MNIST;
 *   <li>the whole picture is scaled to fit, its shape kept, each pixel the mean of the area it
 *       covers, and centred; what is left over gets the median of the picture's border.
 * </ol>
 */
public final class UserPicture {
  private UserPicture() {}

  /**
   * Reads a picture.
   *
   * @param modality an image modality of 1 or 3 channels
   * @param darkBorder whether the data's images are dark at their borders
   * @return (channel, height, width) in [0, 1], row-major
   * @throws InputException when the file is missing or no picture
   */
  public static float[] read(Path file, Modality modality, boolean darkBorder) {
    return read(file, modality, darkBorder, "--given " + modality.name());
  }

  /**
   * As {@link #read(Path, Modality, boolean)}.
   *
   * @param what names where the file came from, for errors
   */
  public static float[] read(Path file, Modality modality, boolean darkBorder, String what) {
    int channels = Math.toIntExact(modality.shape().get(0));
    if (modality.kind() != Modality.Kind.IMAGE || (channels != 1 && channels != 3)) {
      throw InputException.of(
          what, "an image modality of 1 or 3 channels", modality, "give another modality");
    }
    int height = Math.toIntExact(modality.shape().get(1));
    int width = Math.toIntExact(modality.shape().get(2));
    Planes source = Planes.of(decode(file, what), channels == 1);
    float[] values = new float[channels * height * width];
    for (int c = 0; c < channels; c++) {
      Planes plane = source.only(c);
      if (channels == 1 && (plane.borderMedian() > 0.5f) == darkBorder) {
        plane = plane.inverted();
      }
      fit(plane, values, c * height * width, width, height);
    }
    return values;
  }

  /**
   * The picture in a file.
   *
   * @param what names the option it came with, for errors
   */
  static BufferedImage decode(Path file, String what) {
    if (!Files.isRegularFile(file)) {
      throw InputException.of(what, "a file that is there", file, "check the path");
    }
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "%s must be a readable picture, got %s (%s); save it as PNG"
              .formatted(what, file, e.getMessage()),
          e);
    }
    if (image == null) {
      throw InputException.of(
          what, "a PNG, JPEG, GIF or BMP picture", file + ", which is none", "save it as PNG");
    }
    return image;
  }

  private static void fit(Planes plane, float[] values, int offset, int width, int height) {
    float background = plane.borderMedian();
    double scale = Math.min(width / (double) plane.width(), height / (double) plane.height());
    double left = (width - plane.width() * scale) / 2;
    double top = (height - plane.height() * scale) / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        values[offset + y * width + x] =
            area(plane, (x - left) / scale, (y - top) / scale, 1 / scale, background);
      }
    }
  }

  /** Mean of the square of that side, what lies outside the picture counting as background. */
  private static float area(Planes plane, double x0, double y0, double side, float background) {
    float[] values = plane.channels().get(0);
    double sum = 0;
    double covered = 0;
    for (int y = (int) Math.max(0, Math.floor(y0)); y < Math.min(plane.height(), y0 + side); y++) {
      double high = Math.min(y + 1, y0 + side) - Math.max(y, y0);
      for (int x = (int) Math.max(0, Math.floor(x0)); x < Math.min(plane.width(), x0 + side); x++) {
        double part = high * (Math.min(x + 1, x0 + side) - Math.max(x, x0));
        sum += part * values[y * plane.width() + x];
        covered += part;
      }
    }
    double whole = side * side;
    return (float) ((sum + background * Math.max(0, whole - covered)) / whole);
  }
}
