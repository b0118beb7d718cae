package dev.omnivae.data.picture;

/**
 * Which pixels of a line make one pixel of a line of another length, and how much of it each: the
 * part it covers where the line gets shorter, linear interpolation where it gets longer.
 *
 * @param first number of the first pixel, by pixel of the result
 * @param weights of it and those behind it; they add up to 1
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record Taps(int[] first, double[][] weights) {
  /**
   * Taps for a part of a line.
   *
   * @param length pixels of the whole line
   * @param start of the part, inside the line; so its extent
   * @param to pixels of the result
   */
  static Taps of(int length, double start, double extent, int to) {
    int[] first = new int[to];
    double[][] weights = new double[to][];
    double scale = extent / to;
    for (int i = 0; i < to; i++) {
      double from = start + i * scale;
      if (scale >= 1) {
        first[i] = (int) Math.min(length - 1, from);
        weights[i] = covered(length, from, scale, first[i]);
      } else {
        double centre = Math.max(0, Math.min(length - 1, from + scale / 2 - 0.5));
        first[i] = (int) centre;
        double second = centre - first[i];
        weights[i] = second == 0 ? new double[] {1} : new double[] {1 - second, second};
      }
    }
    return new Taps(first, weights);
  }

  private static double[] covered(int length, double from, double scale, int first) {
    int last = (int) Math.max(first + 1, Math.min(length, Math.ceil(from + scale)));
    double[] parts = new double[last - first];
    double sum = 0;
    for (int pixel = first; pixel < last; pixel++) {
      double part = Math.min(pixel + 1, from + scale) - Math.max(pixel, from);
      parts[pixel - first] = Math.max(0, part);
      sum += parts[pixel - first];
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] /= sum;
    }
    return parts;
  }
}
