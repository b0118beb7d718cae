package dev.omnivae.eval.film;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * A small square on its way to the right over paper.
 *
 * @param gradient whether there is more than a palette of colours behind it
 */
record Squares(int count, boolean gradient) implements Frames {
  static final int WIDTH = 64;
  static final int HEIGHT = 32;

  @Override
  public BufferedImage at(int index) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, gradient ? 0x80 | ((8 * y) << 8) | ((4 * x) << 16) : 0xFFFFFF);
      }
    }
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.BLUE);
    graphics.fillRect(4 * index, 10, 6, 6);
    graphics.dispose();
    return image;
  }
}
