package dev.omnivae.eval.film;

import java.awt.image.BufferedImage;

/** Pictures of one size, drawn when asked for: a film is never in memory as a whole. */
public interface Frames {
  /** How many. */
  int count();

  /** One of them, of TYPE_INT_RGB; the same each time. */
  BufferedImage at(int index);

  /** All pixels of a frame, row by row, without alpha. */
  default int[] pixels(int index) {
    BufferedImage image = at(index);
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xFFFFFF;
    }
    return pixels;
  }
}
