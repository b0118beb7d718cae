package dev.omnivae.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Two variants measured by turns, A B B A A B ..., so that a machine that slows down slows both;
 * their medians, and the median of the ratios within rounds.
 */
final class Interleaved {
  private static final boolean CPU_CLOCK = "cpu".equals(System.getProperty("omnivae.clock"));

  private static final int WARM_UP = 3;

  private Interleaved() {}

  /**
   * Medians of seconds.
   *
   * @param ratio median of theirs over ours within one round: what slows the machine down for
   *     seconds is in both
   * @param lowest of these ratios; {@code highest} the best
   */
  record Pair(double ours, double theirs, double ratio, double lowest, double highest) {}

  /**
   * Measures.
   *
   * @param rounds after {@value #WARM_UP} that are thrown away: by then the JVM has compiled what
   *     runs
   * @param ours seconds of one measurement
   */
  static Pair measure(int rounds, DoubleSupplier ours, DoubleSupplier theirs) {
    List<Double> a = new ArrayList<>();
    List<Double> b = new ArrayList<>();
    for (int i = -WARM_UP; i < rounds; i++) {
      boolean oursFirst = i % 2 == 0;
      double first = (oursFirst ? ours : theirs).getAsDouble();
      double second = (oursFirst ? theirs : ours).getAsDouble();
      if (i >= 0) {
        a.add(oursFirst ? first : second);
        b.add(oursFirst ? second : first);
      }
    }
    return pair(a, b);
  }

  /** Medians of what was measured by turns: the i-th of both belong to one round. */
  static Pair pair(List<Double> ours, List<Double> theirs) {
    double[] ratios =
        IntStream.range(0, ours.size()).mapToDouble(i -> theirs.get(i) / ours.get(i)).toArray();
    return new Pair(
        median(ours.stream().mapToDouble(t -> t).toArray()),
        median(theirs.stream().mapToDouble(t -> t).toArray()),
        median(ratios),
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
