package dev.omnivae.eval.figure;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Text in pictures. A machine without any font gets its pictures without text. */
public final class Lettering {
  public static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  public static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final boolean AVAILABLE = probe();

  private Lettering() {}

  /** Whether this machine has fonts. */
  public static boolean available() {
    return AVAILABLE;
  }

  /** Width of a line in pixels; 0 without fonts. */
  public static int width(String text, Font font) {
    return AVAILABLE && !text.isEmpty() ? metrics(font).stringWidth(text) : 0;
  }

  /** Height of a line; 0 without fonts. */
  public static int height(Font font) {
    return AVAILABLE ? metrics(font).getHeight() : 0;
  }

  /** Draws a line whose top left corner is given. */
  public static void draw(Graphics2D graphics, String text, Font font, int x, int top) {
    if (AVAILABLE && !text.isEmpty()) {
      graphics.setFont(font);
      graphics.drawString(text, x, top + metrics(font).getAscent());
    }
  }

  private static FontMetrics metrics(Font font) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return graphics.getFontMetrics(font);
    } finally {
      graphics.dispose();
    }
  }

  @SuppressWarnings("CatchingUnchecked")
  private static boolean probe() {
    try {
      return metrics(SMALL).stringWidth("x") > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      return false; // no fonts or no fontconfig: Java says so in several ways
    }
  }
}
