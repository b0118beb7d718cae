package dev.omnivae.benchmarks;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param group what is compared with what
 * @param name the case
 * @param unit of both values
 * @param ours the median, or the one value
 * @param theirs likewise, of what ours is compared with
 * @param ratio how much better ours is within a round, the median; above 1 is better; for memory
 *     later over earlier
 * @param bar what the ratio has to reach: at least, or for memory at most; 0 for none
 * @param atMost whether the bar is an upper one
 * @param lowest and {@code highest}: ratio of the worst and of the best round
 */
record Result(
    String group,
    String name,
    String unit,
    double ours,
    double theirs,
    double ratio,
    double bar,
    boolean atMost,
    double lowest,
    double highest) {

  /** Times of two variants, shorter is better. */
  static Result times(
      String group, String name, Interleaved.Pair pair, double scale, String unit, double bar) {
    return new Result(
        group,
        name,
        unit,
        pair.ours() * scale,
        pair.theirs() * scale,
        pair.ratio(),
        bar,
        false,
        pair.lowest(),
        pair.highest());
  }

  /** Samples per second of two variants that take batches of that size. */
  static Result rates(String group, String name, Interleaved.Pair pair, int batch, double bar) {
    return new Result(
        group,
        name,
        "samples per second",
        batch / pair.ours(),
        batch / pair.theirs(),
        pair.ratio(),
        bar,
        false,
        pair.lowest(),
        pair.highest());
  }

  boolean met() {
    return atMost ? ratio <= bar : ratio >= bar;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.3f (%.3f to %.3f) | %s | %s |",
        group,
        name,
        number(ours),
        number(theirs),
        unit,
        ratio,
        lowest,
        highest,
        bar == 0 ? "" : String.format(Locale.ROOT, "%s %.2f", atMost ? "<=" : ">=", bar),
        bar == 0 ? "" : met() ? "met" : "MISSED");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 1 ? "%.2f" : "%.4f", value);
  }
}
