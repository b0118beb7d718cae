package dev.omnivae.eval.figure;

import java.awt.Color;

/** Colours of maps, such as the colour-blind can tell apart. */
final class Palette {
  /** Of what is not known. */
  static final Color UNKNOWN = new Color(0xBBBBBB);

  static final Color INK = new Color(0x222222);

  /** CARTO's "Safe", after Paul Tol; its grey is {@link #UNKNOWN} here. */
  private static final int[] CLASSES = {
    0x332288, 0xDDAA33, 0x117733, 0xCC6677, 0x88CCEE, 0xAA4499, 0x44AA99, 0x999933, 0x661100,
    0x6699CC, 0x882255
  };

  /** Viridis (Smith and van der Walt 2015), from least to most. */
  private static final int[] SCALE = {
    0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
    0xFDE725
  };

  private Palette() {}

  /** Of a class; what comes after the eleventh has the same colours, darker each time around. */
  static Color of(int index) {
    Color colour = new Color(CLASSES[index % CLASSES.length]);
    for (int round = index / CLASSES.length; round > 0; round--) {
      colour = colour.darker();
    }
    return colour;
  }

  /** Of a place on a scale, from 0 to 1. */
  static Color of(double place) {
    double at = Math.max(0, Math.min(1, place)) * (SCALE.length - 1);
    int below = Math.min(SCALE.length - 2, (int) at);
    return mixed(new Color(SCALE[below]), new Color(SCALE[below + 1]), at - below);
  }

  /** Between two colours. */
  static Color mixed(Color from, Color to, double part) {
    return new Color(
        (int) Math.round(from.getRed() + part * (to.getRed() - from.getRed())),
        (int) Math.round(from.getGreen() + part * (to.getGreen() - from.getGreen())),
        (int) Math.round(from.getBlue() + part * (to.getBlue() - from.getBlue())));
  }

  static Color translucent(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }
}
