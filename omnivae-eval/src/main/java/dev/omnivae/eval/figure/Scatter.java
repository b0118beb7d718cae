package dev.omnivae.eval.figure;

import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.projection.Points;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Points of the plane in a frame, one unit as long upwards as sideways. */
final class Scatter {
  private static final double MARGIN = 0.04; // of the side
  private static final Color FRAME = new Color(0xCCCCCC);
  private static final Color PRIOR = Palette.translucent(Palette.INK, 150);
  private static final Color LINE = Palette.translucent(Palette.INK, 110);
  private static final double ARM = 2.5;
  private static final long ORDER = 7;

  private final Graphics2D graphics;
  private final Rectangle frame;
  private final double centreX;
  private final double centreY;
  private final double scale; // pixels a unit

  /**
   * A frame around what is to be seen.
   *
   * @param seen whatever must fit in, each {@code (point, 2)}
   */
  Scatter(Graphics2D graphics, Rectangle frame, List<Points> seen) {
    this.graphics = graphics;
    this.frame = frame;
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (Points points : seen) {
      for (int i = 0; i < points.size(); i++) {
        for (int axis = 0; axis < 2; axis++) {
          low[axis] = Math.min(low[axis], points.at(i, axis));
          high[axis] = Math.max(high[axis], points.at(i, axis));
        }
      }
    }
    centreX = (low[0] + high[0]) / 2;
    centreY = (low[1] + high[1]) / 2;
    double wide = frame.width * (1 - 2 * MARGIN) / Math.max(high[0] - low[0], 1e-9);
    double tall = frame.height * (1 - 2 * MARGIN) / Math.max(high[1] - low[1], 1e-9);
    scale = Math.min(wide, tall);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(FRAME);
    graphics.setStroke(new BasicStroke(1));
    graphics.draw(frame);
  }

  /** Where a place of the plane is drawn. */
  Point2D at(double x, double y) {
    return new Point2D.Double(
        frame.getCenterX() + scale * (x - centreX), frame.getCenterY() - scale * (y - centreY));
  }

  private Point2D at(Points points, int index) {
    return at(points.at(index, 0), points.at(index, 1));
  }

  /**
   * Draws points in their colours, in an order that hides no group behind another.
   *
   * @param marker an index a point, see {@link Marker#of}
   */
  void points(Points points, Colouring colouring, int[] marker) {
    double radius = points.size() > 4_000 ? 1.9 : points.size() > 800 ? 2.5 : 3.5;
    int alpha = points.size() > 4_000 ? 170 : 200;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(ORDER));
    Color[] colours = colours(colouring);
    for (int i : order) {
      Point2D place = at(points, i);
      graphics.setColor(Palette.translucent(colours[i], alpha));
      graphics.fill(Marker.of(marker[i]).at(place.getX(), place.getY(), radius));
    }
  }

  static Color[] colours(Colouring colouring) {
    if (colouring instanceof Colouring.Classes classes) {
      return Arrays.stream(classes.of())
          .mapToObj(of -> of < 0 ? Palette.UNKNOWN : Palette.of(of))
          .toArray(Color[]::new);
    }
    float[] values = ((Colouring.Scale) colouring).values();
    double[] range = range(values);
    Color[] colours = new Color[values.length];
    for (int i = 0; i < values.length; i++) {
      double place = (values[i] - range[0]) / Math.max(range[1] - range[0], 1e-30);
      colours[i] = Float.isNaN(values[i]) ? Palette.UNKNOWN : Palette.of(place);
    }
    return colours;
  }

  /** What the ends of a scale stand for: all but the one in a hundred at either end. */
  static double[] range(float[] values) {
    float[] known = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (!Float.isNaN(value)) {
        known[count++] = value;
      }
    }
    if (count == 0) {
      return new double[] {0, 0};
    }
    Arrays.sort(known, 0, count);
    int cut = count / 100;
    return new double[] {known[cut], known[count - 1 - cut]};
  }

  /** Draws points of the prior: small crosses. */
  void prior(Points points) {
    graphics.setColor(PRIOR);
    graphics.setStroke(new BasicStroke(1));
    for (int i = 0; i < points.size(); i++) {
      cross(graphics, at(points, i));
    }
  }

  static void cross(Graphics2D graphics, Point2D at) {
    graphics.draw(new Line2D.Double(at.getX() - ARM, at.getY(), at.getX() + ARM, at.getY()));
    graphics.draw(new Line2D.Double(at.getX(), at.getY() - ARM, at.getX(), at.getY() + ARM));
  }

  /** Joins points by a thin line, one group after the other. */
  void lines(Points points, List<int[]> groups) {
    graphics.setColor(LINE);
    graphics.setStroke(new BasicStroke(0.9f));
    for (int[] group : groups) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i < group.length; i++) {
        Point2D place = at(points, group[i]);
        if (i == 0) {
          path.moveTo(place.getX(), place.getY());
        } else {
          path.lineTo(place.getX(), place.getY());
        }
      }
      graphics.draw(path);
    }
  }
}
