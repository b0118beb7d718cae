package dev.omnivae.data.format;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Pictures as planes of bytes: channel, height, width. */
public final class PngFile {
  static {
    ImageIO.setUseCache(false); // its temporary files cost more than small pictures
  }

  private PngFile() {}

  /**
   * A decoded picture.
   *
   * @param pixels (channel, height, width), 0 to 255
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  public record Planes(int channels, int height, int width, byte[] pixels) {}

  /**
   * Reads a picture of any format Java knows.
   *
   * @param channels 1: grey, the luminance of colour pictures; 3: red, green, blue
   * @return null when the file is no picture
   */
  public static @Nullable Planes read(Path file, int channels) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 13)) {
      BufferedImage image = ImageIO.read(in);
      return image == null ? null : planes(image, channels);
    }
  }

  private static Planes planes(BufferedImage image, int channels) {
    int height = image.getHeight();
    int width = image.getWidth();
    int plane = height * width;
    byte[] pixels = new byte[channels * plane];
    Raster raster = image.getRaster();
    boolean bytes =
        raster.getSampleModel().getSampleSize(0) == 8
            && !(image.getColorModel() instanceof IndexColorModel);
    // Grey files as stored: Java takes them for linear light, and getRGB would brighten them.
    boolean grey = bytes && raster.getNumBands() <= 2;
    int[] row = new int[width * raster.getNumBands()];
    for (int y = 0; y < height; y++) {
      if (grey) {
        raster.getSamples(0, y, width, 1, 0, row);
      }
      for (int x = 0; x < width; x++) {
        int rgb = grey ? row[x] * 0x010101 : image.getRGB(x, y);
        int at = y * width + x;
        if (channels == 1) {
          pixels[at] = (byte) (grey ? row[x] : luminance(rgb));
        } else {
          pixels[at] = (byte) (rgb >> 16);
          pixels[plane + at] = (byte) (rgb >> 8);
          pixels[2 * plane + at] = (byte) rgb;
        }
      }
    }
    return new Planes(channels, height, width, pixels);
  }

  private static int luminance(int rgb) {
    return (int)
        Math.round(0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff));
  }

  /**
   * Writes a PNG, grey or in colour.
   *
   * @param pixels (channel, height, width) from {@code offset}
   */
  public static void write(
      Path file, byte[] pixels, int offset, int channels, int height, int width)
      throws IOException {
    Files.write(file, bytes(pixels, offset, channels, height, width));
  }

  private static byte[] bytes(byte[] pixels, int offset, int channels, int height, int width) {
    BufferedImage image =
        new BufferedImage(
            width,
            height,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      int first = pixels[offset + i] & 0xff;
      if (channels == 1) {
        image.getRaster().setSample(i % width, i / width, 0, first);
      } else {
        int green = pixels[offset + plane + i] & 0xff;
        int blue = pixels[offset + 2 * plane + i] & 0xff;
        image.setRGB(i % width, i / width, first << 16 | green << 8 | blue);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }
}
