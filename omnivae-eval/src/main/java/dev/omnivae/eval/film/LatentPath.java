package dev.omnivae.eval.film;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A closed way through a latent space: a film along it loops without a seam. */
public interface LatentPath {
  /**
   * Where one is at a time.
   *
   * @param time from 0 to 1, where it is again as at 0
   */
  double[] at(double time);

  /** So many points at even times, the last one step before the first. */
  default double[][] points(int count) {
    return IntStream.range(0, count).mapToObj(i -> at((double) i / count)).toArray(double[][]::new);
  }

  /** The same way at an even pace. */
  default LatentPath evenly() {
    int parts = 2_000;
    double[] length = new double[parts + 1]; // from the start
    double[] before = at(0);
    for (int i = 1; i <= parts; i++) {
      double[] here = at((double) i / parts);
      length[i] = length[i - 1] + distance(before, here);
      before = here;
    }
    double whole = length[parts];
    return time -> {
      if (whole == 0) {
        return at(time);
      }
      double wanted = time * whole;
      int found = Arrays.binarySearch(length, wanted);
      int part = Math.min(parts - 1, found >= 0 ? found : -found - 2);
      double step = length[part + 1] - length[part];
      double within = step > 0 ? (wanted - length[part]) / step : 0;
      return at((part + within) / parts);
    };
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int d = 0; d < a.length; d++) {
      squares += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return Math.sqrt(squares);
  }
}
