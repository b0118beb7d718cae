package dev.omnivae.app.compare;

import dev.omnivae.eval.Interval;
import java.util.List;
import java.util.Locale;

/**
 * What a number came to over seeds.
 *
 * @param count seeds
 * @param mean of them
 * @param deviation n - 1; NaN for fewer than two
 * @param halfWidth of the 95 % interval of the mean: t s / √n by Student's t with n - 1 degrees of
 *     freedom; of one seed that of the number itself, of which only what was drawn to measure it
 *     varies; NaN where that is not known
 */
record Spread(int count, double mean, double deviation, double halfWidth) {
  /** 0.975 quantiles of Student's t with 1, 2, ... degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228
  };

  private static final double NORMAL = 1.96;

  static Spread of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    int n = values.size();
    if (n < 2) {
      return new Spread(n, mean, Double.NaN, Double.NaN);
    }
    double deviation = Math.sqrt(squares / (n - 1));
    return new Spread(n, mean, deviation, student(n - 1) * deviation / Math.sqrt(n));
  }

  /** The quantile; beyond the table off by less than 0.01. */
  static double student(int freedom) {
    return freedom <= STUDENT.length ? STUDENT[freedom - 1] : NORMAL + 2.5 / freedom;
  }

  /** The same with the interval of the one number it is. */
  Spread within(Interval interval) {
    return new Spread(count, mean, deviation, interval.halfWidth());
  }

  /**
   * Whether it is above another, 1, or below, -1, by more than both intervals leave to chance: by
   * more than the root of the sum of squares of their half widths. 0 otherwise, and where an
   * interval is not known.
   */
  int beyond(Spread other) {
    double difference = mean - other.mean;
    return Math.abs(difference) > Math.hypot(halfWidth, other.halfWidth)
        ? (int) Math.signum(difference)
        : 0;
  }

  @Override
  public String toString() {
    if (count == 0) {
      return "-";
    }
    double size = Math.abs(mean);
    String format = size < 10 ? "%.3f" : size < 1000 ? "%.1f" : "%.0f";
    return count == 1
        ? String.format(Locale.ROOT, format, mean)
        : String.format(Locale.ROOT, format + " ± " + format, mean, deviation);
  }
}
