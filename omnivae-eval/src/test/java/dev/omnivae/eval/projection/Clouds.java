package dev.omnivae.eval.projection;

import java.util.Random;

/** Points with a known structure. */
final class Clouds {
  private Clouds() {}

  /** Normal clouds of deviation 1 about corners that lie {@code apart} out, one after the other. */
  static Points of(int clouds, int each, int width, double apart, long seed) {
    Random random = new Random(seed);
    float[] values = new float[clouds * each * width];
    for (int i = 0; i < values.length; i++) {
      int cloud = i / width / each;
      values[i] = (float) (random.nextGaussian() + (i % width == cloud ? apart : 0));
    }
    return new Points(values, width);
  }

  /** The plain squared distance, as doubles. */
  static double squared(Points points, int i, int j) {
    double sum = 0;
    for (int d = 0; d < points.width(); d++) {
      double difference = (double) points.at(i, d) - points.at(j, d);
      sum += difference * difference;
    }
    return sum;
  }
}
