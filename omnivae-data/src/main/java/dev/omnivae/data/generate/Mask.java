package dev.omnivae.data.generate;

/** How much of each pixel ink covers, 0 to 1: anti-aliased by the distance to the pen's course. */
final class Mask {
  final int width;
  final int height;
  final float[] cover;

  Mask(int width, int height) {
    this.width = width;
    this.height = height;
    this.cover = new float[width * height];
  }

  /** A pen's tip. */
  enum Tip {
    ROUND,
    /** Ends square to the stroke, corners filled: lettering cut from sheet metal. */
    SQUARE
  }

  /**
   * Draws one segment with a pen.
   *
   * @param radius half the width of the line, in pixels
   * @param softness width in pixels over which the edge fades; 1 is plain anti-aliasing
   */
  void segment(
      double x0, double y0, double x1, double y1, double radius, double softness, Tip tip) {
    double reach = radius * (tip == Tip.SQUARE ? 1.5 : 1) + softness;
    int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
    int right = Math.min(width - 1, (int) Math.ceil(Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
    int bottom = Math.min(height - 1, (int) Math.ceil(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.sqrt(dx * dx + dy * dy);
    double ux = length > 1e-9 ? dx / length : 1;
    double uy = length > 1e-9 ? dy / length : 0;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along = px * ux + py * uy;
        double across = Math.abs(py * ux - px * uy);
        double beyond = Math.max(0, Math.max(-along, along - length));
        double distance =
            tip == Tip.ROUND
                ? Math.sqrt(beyond * beyond + across * across)
                : Math.max(beyond, across);
        float covered = (float) Math.max(0, Math.min(1, (radius - distance) / softness + 0.5));
        int index = row * width + column;
        if (covered > cover[index]) {
          cover[index] = covered;
        }
      }
    }
  }
}
