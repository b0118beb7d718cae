package dev.omnivae.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Two variants measured by turns, A B B A A B ..., so that a machine that slows down slows both;
 * and their medians.
 */
final class Interleaved {
  private static final boolean CPU_CLOCK = "cpu".equals(System.getProperty("omnivae.clock"));

  private static final int WARM_UP = 3;

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
   * @param rounds after {@value #WARM_UP} that are thrown away: by then the JVM has compiled what
   *     runs
   * @param ours seconds of one measurement
   */
  static Pair measure(int rounds, DoubleSupplier ours, DoubleSupplier theirs) {
    double[] a = new double[rounds];
    double[] b = new double[rounds];
    double[] ratios = new double[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      boolean oursFirst = i % 2 == 0;
      double first = (oursFirst ? ours : theirs).getAsDouble();
      double second = (oursFirst ? theirs : ours).getAsDouble();
      if (i >= 0) {
        a[i] = oursFirst ? first : second;
        b[i] = oursFirst ? second : first;
        ratios[i] = b[i] / a[i];
      }
    }
    return new Pair(
        median(a),
        median(b),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  /** Seconds of one run, the mean over so many. */
  static double seconds(int repetitions, Runnable work) {
    double start = now();
    for (int i = 0; i < repetitions; i++) {
      work.run();
    }
    return (now() - start) / repetitions;
  }

  /**
   * Seconds on the wall; with {@code -Domnivae.clock=cpu} seconds of this process on all cores, for
   * a machine that others use as well (with one thread: waiting threads burn CPU time).
   */
  static double now() {
    if (CPU_CLOCK
        && ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean b) {
      return b.getProcessCpuTime() / 1e9;
    }
    return System.nanoTime() / 1e9;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
