package dev.omnivae.data.format;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Pictures as planes of bytes: channel, height, width. */
public final class PngFile {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int GREY = 0;
  private static final int COLOUR = 2;

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

  /** The file format itself: ImageIO takes a millisecond for a small picture, this a fortieth. */
  private static byte[] bytes(byte[] pixels, int offset, int channels, int height, int width) {
    int plane = height * width;
    byte[] lines = new byte[height * (1 + channels * width)]; // each begins with filter 0, none
    int at = 0;
    for (int y = 0; y < height; y++) {
      at++;
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          lines[at++] = pixels[offset + c * plane + y * width + x];
        }
      }
    }
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) 8)
            .put((byte) (channels == 1 ? GREY : COLOUR))
            .array(); // deflate, adaptive filters, not interlaced: zeros
    byte[] packed = deflated(lines);
    ByteBuffer file = ByteBuffer.allocate(8 + 12 + header.length + 12 + packed.length + 12);
    file.putLong(SIGNATURE);
    chunk(file, "IHDR", header);
    chunk(file, "IDAT", packed);
    chunk(file, "IEND", new byte[0]);
    return file.array();
  }

  private static byte[] deflated(byte[] lines) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(lines);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(lines.length);
      byte[] buffer = new byte[1 << 13];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteBuffer file, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    file.putInt(data.length).put(name).put(data).putInt((int) crc.getValue());
  }
}
