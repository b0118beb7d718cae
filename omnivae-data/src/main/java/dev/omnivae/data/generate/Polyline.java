package dev.omnivae.data.generate;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of a pen: points in order.
 *
 * @param xy {@code x0, y0, x1, y1, ...}
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record Polyline(double[] xy) {
  int points() {
    return xy.length / 2;
  }

  double x(int point) {
    return xy[2 * point];
  }

  double y(int point) {
    return xy[2 * point + 1];
  }

  /** A point to a point. */
  interface Warp {
    void apply(double[] xy, int offset);
  }

  Polyline map(Warp warp) {
    double[] moved = xy.clone();
    for (int i = 0; i < moved.length; i += 2) {
      warp.apply(moved, i);
    }
    return new Polyline(moved);
  }

  /** The lines of a shape, its curves flattened. */
  static List<Polyline> of(Path2D shape) {
    List<Polyline> lines = new ArrayList<>();
    List<double[]> line = new ArrayList<>();
    double[] c = new double[6];
    double[] start = {0, 0};
    for (PathIterator it = shape.getPathIterator(new AffineTransform(), 0.8);
        !it.isDone();
        it.next()) {
      switch (it.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> {
          flush(line, lines);
          start = new double[] {c[0], c[1]};
          line.add(start);
        }
        case PathIterator.SEG_CLOSE -> line.add(start);
        default -> line.add(new double[] {c[0], c[1]});
      }
    }
    flush(line, lines);
    return lines;
  }

  private static void flush(List<double[]> line, List<Polyline> lines) {
    if (line.size() > 1) {
      double[] xy = new double[2 * line.size()];
      for (int i = 0; i < line.size(); i++) {
        xy[2 * i] = line.get(i)[0];
        xy[2 * i + 1] = line.get(i)[1];
      }
      lines.add(new Polyline(xy));
    }
    line.clear();
  }
}
