package dev.omnivae.data.format;

import dev.omnivae.core.config.InputException;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Square pictures made smaller: every pixel the mean of the area it covers, transparent ones over a
 * ground of one grey.
 */
public final class Thumbnail {
  private static final double FULL = 255;

  private Thumbnail() {}

  /**
   * Reads a picture of any format Java knows and writes it as planes of red, green and blue.
   *
   * @param size height and width of the result
   * @param ground 0 black to 255 white
   * @param pixels of all pictures, (picture, channel, height, width)
   * @param offset of this one
   * @throws InputException when the file is no picture or not square
   */
  public static void read(Path file, int size, int ground, byte[] pixels, int offset) {
    BufferedImage image;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 13)) {
      image = ImageIO.read(in);
    } catch (IOException | RuntimeException e) { // broken files end in any exception of ImageIO
      throw new InputException(
          "%s must be a whole picture, got %s; download it again".formatted(file, e.getMessage()),
          e);
    }
    if (image == null || image.getWidth() != image.getHeight()) {
      throw InputException.of(
          file.toString(),
          "a square picture",
          image == null ? "no picture" : image.getHeight() + "x" + image.getWidth(),
          "download it again");
    }
    shrink(image, size, ground, pixels, offset);
  }

  static void shrink(BufferedImage image, int size, int ground, byte[] pixels, int offset) {
    int side = image.getWidth();
    int[] argb = image.getRGB(0, 0, side, side, null, 0, side);
    int plane = size * size;
    double[] sum = new double[4]; // alpha, then colours times alpha
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double area = area(argb, side, x, y, size, sum);
        for (int c = 0; c < 3; c++) {
          double value = sum[c + 1] / area + ground * (1 - sum[0] / area);
          pixels[offset + c * plane + y * size + x] =
              (byte) Math.round(Math.max(0, Math.min(FULL, value)));
        }
      }
    }
  }

  /** Sums over the area of one small pixel; returns how large it is. */
  private static double area(int[] argb, int side, int x, int y, int size, double[] sum) {
    double scale = (double) side / size;
    double top = y * scale;
    double left = x * scale;
    java.util.Arrays.fill(sum, 0);
    double area = 0;
    for (int row = (int) top; row < Math.min(side, Math.ceil(top + scale)); row++) {
      double high = Math.min(row + 1, top + scale) - Math.max(row, top);
      for (int column = (int) left; column < Math.min(side, Math.ceil(left + scale)); column++) {
        double covered = high * (Math.min(column + 1, left + scale) - Math.max(column, left));
        int colour = argb[row * side + column];
        double alpha = covered * (colour >>> 24) / FULL;
        area += covered;
        sum[0] += alpha;
        sum[1] += alpha * (colour >> 16 & 0xff);
        sum[2] += alpha * (colour >> 8 & 0xff);
        sum[3] += alpha * (colour & 0xff);
      }
    }
    return area;
  }
}
