package dev.omnivae.data.generate;

import java.awt.geom.Path2D;

/**
 * The outline that the five components of one part share: a symmetric profile about a leaning axis,
 * inside a frame 32 wide and 64 high.
 *
 * @param type the family of the outline
 * @param strength how marked the type is, 0 to 1
 * @param lean pixels by which the top stands to the right of the foot
 * @param width at the widest, in pixels
 * @param height in pixels
 */
record ProfileShape(Type type, double strength, double lean, int width, int height) {
  static final int FRAME_HEIGHT = 64;
  static final int FRAME_WIDTH = 32;
  static final int NARROWEST = 12;
  static final int WIDEST = 27;
  static final int LOWEST = 32;
  static final int HIGHEST = 60;
  private static final int POINTS = 72;

  /** Families of outlines: half the width at a height t from 0 (foot) to 1 (top), 1 at most. */
  enum Type {
    BOX {
      @Override
      double half(double t, double strength) {
        return 1;
      }
    },
    BARREL {
      @Override
      double half(double t, double strength) {
        return 1 - (0.35 + 0.35 * strength) * (2 * t - 1) * (2 * t - 1);
      }
    },
    WAIST {
      @Override
      double half(double t, double strength) {
        double d = (t - 0.5) / 0.2;
        return 1 - (0.4 + 0.35 * strength) * Math.exp(-d * d);
      }
    },
    BELL {
      @Override
      double half(double t, double strength) {
        return 1 - (0.5 + 0.25 * strength) / (1 + Math.exp(-(t - 0.4) * 18));
      }
    },
    CONE {
      @Override
      double half(double t, double strength) {
        return 1 - (0.7 + 0.28 * strength) * t;
      }
    },
    STEP {
      @Override
      double half(double t, double strength) {
        int step = t < 0.34 ? 0 : t < 0.67 ? 1 : 2;
        return 1 - step * (0.24 + 0.14 * strength);
      }
    },
    BULB {
      @Override
      double half(double t, double strength) {
        double d = (t - 0.76) / 0.24;
        double head = Math.sqrt(Math.max(0, 1 - d * d));
        return Math.max(0.45 - 0.2 * strength, head);
      }
    };

    abstract double half(double t, double strength);

    String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Rolls the shape of one part. */
  static ProfileShape roll(Type type, Dice dice) {
    return new ProfileShape(
        type,
        dice.uniform(),
        dice.uniform(-4, 4),
        NARROWEST + dice.below(WIDEST - NARROWEST + 1),
        LOWEST + dice.below(HIGHEST - LOWEST + 1));
  }

  /** Across, at a height and a place between the left edge (-1) and the right one (1). */
  double x(double t, double side) {
    double lean = lean() * Math.min(1, (FRAME_WIDTH - 3.0 - width) / 4) * (t - 0.5);
    return FRAME_WIDTH / 2.0 + lean + side * type.half(t, strength) * width / 2.0;
  }

  /** Down, at a height. */
  double y(double t) {
    return FRAME_HEIGHT / 2.0 + height * (0.5 - t);
  }

  /** The closed outline. */
  Path2D outline() {
    Path2D path = new Path2D.Double();
    path.moveTo(x(0, -1), y(0));
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 0; i <= POINTS; i++) {
        double t = (double) i / POINTS;
        double at = side < 0 ? t : 1 - t;
        path.lineTo(x(at, side), y(at));
      }
    }
    path.closePath();
    return path;
  }

  /** The course from foot to top at one place between the edges. */
  Path2D course(double side) {
    Path2D path = new Path2D.Double();
    path.moveTo(x(0, side), y(0));
    for (int i = 1; i <= POINTS; i++) {
      double t = (double) i / POINTS;
      path.lineTo(x(t, side), y(t));
    }
    return path;
  }
}
