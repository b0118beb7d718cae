package dev.omnivae.eval.projection;

import java.util.Random;

/** Where maps that are found step by step begin: the principal components, scaled. */
final class Start {
  /** Of the spread; sets apart points of one place, which would never part. */
  private static final double NOISE = 1e-3;

  private Start() {}

  /**
   * Begins.
   *
   * @param spread standard deviation along the first component
   * @return {@code (point, 2)}, row-major
   */
  static double[] of(Points points, double spread, long seed) {
    Points plane = Pca.fit(points).project(points);
    double squares = 0;
    for (int i = 0; i < plane.size(); i++) {
      squares += (double) plane.at(i, 0) * plane.at(i, 0) / plane.size();
    }
    double factor = squares > 0 ? spread / Math.sqrt(squares) : 0;
    Random random = new Random(seed);
    double[] y = new double[2 * points.size()];
    for (int c = 0; c < y.length; c++) {
      y[c] = factor * plane.values()[c] + NOISE * spread * random.nextGaussian();
    }
    return y;
  }

  static Points points(double[] y) {
    float[] values = new float[y.length];
    for (int c = 0; c < y.length; c++) {
      values[c] = (float) y[c];
    }
    return new Points(values, 2);
  }
}
