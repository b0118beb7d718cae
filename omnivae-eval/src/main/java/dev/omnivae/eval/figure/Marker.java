package dev.omnivae.eval.figure;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Shapes of points on a map: one for each modality. */
enum Marker {
  CIRCLE,
  TRIANGLE,
  SQUARE,
  DIAMOND,
  WEDGE;

  /** Of the n-th modality. */
  static Marker of(int n) {
    return values()[n % values().length];
  }

  /** About a place. */
  Shape at(double x, double y, double radius) {
    return switch (this) {
      case CIRCLE -> new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
      case SQUARE ->
          new Rectangle2D.Double(x - 0.85 * radius, y - 0.85 * radius, 1.7 * radius, 1.7 * radius);
      case TRIANGLE ->
          corners(x, y - 1.2 * radius, x + 1.1 * radius, y + radius, x - 1.1 * radius, y + radius);
      case DIAMOND ->
          corners(x, y - 1.3 * radius, x + radius, y, x, y + 1.3 * radius, x - radius, y);
      case WEDGE ->
          corners(x, y + 1.2 * radius, x + 1.1 * radius, y - radius, x - 1.1 * radius, y - radius);
    };
  }

  private static Shape corners(double... places) {
    Path2D path = new Path2D.Double();
    path.moveTo(places[0], places[1]);
    for (int i = 2; i < places.length; i += 2) {
      path.lineTo(places[i], places[i + 1]);
    }
    path.closePath();
    return path;
  }
}
