package dev.omnivae.eval.film;

import java.util.List;

/**
 * A smooth closed curve through points, at even times, by Catmull and Rom: cubic between
 * neighbours, with the slope at each point that of the line between those before and after it.
 *
 * <pre>{@code
 * z(s) = ½ [2 p1 + (p2 - p0) s + (2 p0 - 5 p1 + 4 p2 - p3) s² + (3 p1 - p0 - 3 p2 + p3) s³]
 * }</pre>
 */
public final class ClosedSpline implements LatentPath {
  private final List<double[]> points;

  /** Through these, in order, and back to the first. */
  public ClosedSpline(List<double[]> points) {
    this.points = List.copyOf(points);
  }

  @Override
  public double[] at(double time) {
    double place = time * points.size();
    int from = (int) Math.floor(place);
    double s = place - from;
    double[] p0 = point(from - 1);
    double[] p1 = point(from);
    double[] p2 = point(from + 1);
    double[] p3 = point(from + 2);
    double[] at = new double[p1.length];
    for (int d = 0; d < at.length; d++) {
      double linear = p2[d] - p0[d];
      double square = 2 * p0[d] - 5 * p1[d] + 4 * p2[d] - p3[d];
      double cube = 3 * p1[d] - p0[d] - 3 * p2[d] + p3[d];
      at[d] = 0.5 * (2 * p1[d] + s * (linear + s * (square + s * cube)));
    }
    return at;
  }

  private double[] point(int index) {
    return points.get(Math.floorMod(index, points.size()));
  }
}
