package dev.omnivae.data.generate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.List;

/** What each of the five components shows of a part's shape, with factors of its own. */
enum ProfileComponent {
  /** The body, solid, lit from one side. */
  GROUP_NC("tone, light") {
    @Override
    float[] draw(Graphics2D graphics, ProfileShape shape, Dice dice) {
      double tone = dice.uniform(0.55, 1);
      double light = dice.uniform(0, 2 * Math.PI);
      float reach = 14;
      float dx = (float) (reach * Math.cos(light));
      float dy = (float) (2 * reach * Math.sin(light));
      float midX = ProfileShape.FRAME_WIDTH / 2f;
      float midY = ProfileShape.FRAME_HEIGHT / 2f;
      graphics.setPaint(
          new GradientPaint(
              midX - dx, midY - dy, grey(tone), midX + dx, midY + dy, grey(0.35 * tone)));
      graphics.fill(shape.outline());
      return new float[] {(float) tone, (float) light};
    }
  },
  /** The shell: the outline as a wall, whole or dashed. */
  GROUP_KM("wall, dashed") {
    @Override
    float[] draw(Graphics2D graphics, ProfileShape shape, Dice dice) {
      double wall = dice.uniform(1.2, 3);
      boolean dashed = dice.chance(0.4);
      float dash = (float) (wall + 2.5);
      graphics.setColor(Color.WHITE);
      graphics.setStroke(
          dashed
              ? new BasicStroke(
                  (float) wall,
                  BasicStroke.CAP_BUTT,
                  BasicStroke.JOIN_ROUND,
                  1,
                  new float[] {dash, 2.5f},
                  0)
              : new BasicStroke((float) wall, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      graphics.draw(shape.outline());
      return new float[] {(float) wall, dashed ? 1 : 0};
    }
  },
  /** Bands laid across the body. */
  BT("bands, tilt, phase") {
    @Override
    float[] draw(Graphics2D graphics, ProfileShape shape, Dice dice) {
      int bands = 5 + dice.below(6);
      double tilt = dice.uniform(-0.35, 0.35);
      double phase = dice.uniform();
      double pitch = (double) ProfileShape.FRAME_HEIGHT / bands;
      graphics.setColor(grey(0.25));
      graphics.fill(shape.outline());
      graphics.clip(shape.outline());
      graphics.setColor(grey(0.95));
      graphics.setStroke(
          new BasicStroke((float) (0.5 * pitch), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
      for (int band = -1; band <= bands; band++) {
        double y = (band + phase) * pitch;
        double rise = tilt * ProfileShape.FRAME_WIDTH / 2;
        graphics.draw(new Line2D.Double(0, y + rise, ProfileShape.FRAME_WIDTH, y - rise));
      }
      return new float[] {bands, (float) tilt, (float) phase};
    }
  },
  /** Fibres from foot to top, following the edges. */
  FPU("fibres, thickness") {
    @Override
    float[] draw(Graphics2D graphics, ProfileShape shape, Dice dice) {
      int fibres = 2 + dice.below(4);
      double thickness = dice.uniform(0.9, 1.5);
      graphics.setColor(grey(0.9));
      graphics.setStroke(
          new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      for (int fibre = 0; fibre < fibres; fibre++) {
        graphics.draw(shape.course(2.0 * fibre / (fibres - 1) - 1));
      }
      return new float[] {fibres, (float) thickness};
    }
  },
  /** Rivets along the edge, on a faint body. */
  TPC("pitch, radius, ground") {
    @Override
    float[] draw(Graphics2D graphics, ProfileShape shape, Dice dice) {
      double pitch = dice.uniform(4, 7);
      double radius = dice.uniform(1.2, 2);
      double ground = dice.uniform(0.05, 0.35);
      graphics.setColor(grey(ground));
      graphics.fill(shape.outline());
      graphics.setColor(Color.WHITE);
      alongEdge(
          shape.outline(),
          pitch,
          (x, y) ->
              graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius)));
      return new float[] {(float) pitch, (float) radius, (float) ground};
    }
  };

  private final String factors;

  /** A component whose own factors have these names, between commas. */
  ProfileComponent(String factors) {
    this.factors = factors;
  }

  /** Names of its own factors, in the order {@link #draw} gives them. */
  List<String> factors() {
    return List.of(factors.split(", "));
  }

  String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Draws on black; returns the component's own factors. */
  abstract float[] draw(Graphics2D graphics, ProfileShape shape, Dice dice);

  private static Color grey(double level) {
    float value = (float) level;
    return new Color(value, value, value);
  }

  private interface Spot {
    void at(double x, double y);
  }

  /** Visits a path at equal distances. */
  private static void alongEdge(Path2D path, double pitch, Spot spot) {
    double[] c = new double[6];
    double x = 0;
    double y = 0;
    double ahead = 0;
    for (PathIterator it = path.getPathIterator(null); !it.isDone(); it.next()) {
      int kind = it.currentSegment(c);
      if (kind == PathIterator.SEG_LINETO) {
        double length = Math.hypot(c[0] - x, c[1] - y);
        for (; ahead < length; ahead += pitch) {
          double part = ahead / length;
          spot.at(x + part * (c[0] - x), y + part * (c[1] - y));
        }
        ahead -= length;
      }
      x = c[0];
      y = c[1];
    }
  }
}
