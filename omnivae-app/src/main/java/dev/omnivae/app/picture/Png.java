package dev.omnivae.app.picture;

import dev.omnivae.core.batch.Modality;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Values of an image modality as PNG. */
public final class Png {
  private Png() {}

  /**
   * One image.
   *
   * @param values (channel, height, width) from {@code offset}; clipped to [0, 1]
   */
  public static byte[] of(float[] values, int offset, Modality modality) {
    return bytes(image(values, offset, modality));
  }

  /** As {@link #of}, not yet encoded. Always in colour, so that drawing it changes no value. */
  static BufferedImage image(float[] values, int offset, Modality modality) {
    int channels = Math.toIntExact(modality.shape().get(0));
    int height = Math.toIntExact(modality.shape().get(1));
    int width = Math.toIntExact(modality.shape().get(2));
    int plane = height * width;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | level(values[offset + (channels < 3 ? 0 : c) * plane + i]);
      }
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  /** A picture as the bytes of a PNG file. */
  public static byte[] bytes(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static int level(float value) {
    return Math.round(Math.min(1, Math.max(0, value)) * 255);
  }
}
