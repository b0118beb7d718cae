package dev.omnivae.benchmarks;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Two variants measured by turns, A B B A A B ..., so that a machine that slows down slows both; and
 * their medians.
 */
final class Interleaved {
  private Interleaved() {}

  /**
   * Medians of seconds.
   *
   * @param lowest ratio theirs over ours within one round, the worst; {@code highest} the best
   */
  record Pair(double ours, double theirs, double lowest, double highest) {}

  /**
   * Measures.
   *
   * @param rounds after one that is thrown away
   * @param ours seconds of one measurement
   */
  static Pair measure(int rounds, DoubleSupplier ours, DoubleSupplier theirs) {
    double[] a = new double[rounds];
    double[] b = new double[rounds];
    double[] ratios = new double[rounds];
    ours.getAsDouble();
    theirs.getAsDouble();
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        a[i] = ours.getAsDouble();
        b[i] = theirs.getAsDouble();
      } else {
        b[i] = theirs.getAsDouble();
        a[i] = ours.getAsDouble();
      }
      ratios[i] = b[i] / a[i];
    }
    return new Pair(
        median(a),
        median(b),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  /** Seconds of one run, for as many repetitions. */
  static double seconds(int repetitions, Runnable work) {
    long start = System.nanoTime();
    for (int i = 0; i < repetitions; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e9 / repetitions;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
