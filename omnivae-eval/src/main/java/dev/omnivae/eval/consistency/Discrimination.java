package dev.omnivae.eval.consistency;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How well numbers tell pairs that belong together (the positives) from pairs that do not: plain
 * functions of arrays.
 */
public final class Discrimination {
  private static final int BINS = 15;

  private Discrimination() {}

  /** A number and whose it is. */
  private record Case(double value, boolean positive) {}

  /** Takes counts after every group of equal values, from the highest. */
  @FunctionalInterface
  private interface Cut {
    /** The group's value; positives and negatives at or above it; the next lower value or NaN. */
    void at(double value, int positives, int negatives, double next);
  }

  private static void forEachCut(double[] positives, double[] negatives, Cut cut) {
    Case[] cases = new Case[positives.length + negatives.length];
    for (int i = 0; i < cases.length; i++) {
      cases[i] =
          i < positives.length
              ? new Case(positives[i], true)
              : new Case(negatives[i - positives.length], false);
    }
    Arrays.sort(cases, Comparator.comparingDouble(Case::value).reversed());
    int above = 0;
    for (int i = 0; i < cases.length; i++) {
      above += cases[i].positive() ? 1 : 0;
      double next = i + 1 < cases.length ? cases[i + 1].value() : Double.NaN;
      if (next != cases[i].value()) {
        cut.at(cases[i].value(), above, i + 1 - above, next);
      }
    }
  }

  /**
   * Area under the ROC curve: the chance that a positive is higher than a negative, equal ones
   * counting half.
   */
  public static double auroc(double[] positives, double[] negatives) {
    double[] sum = new double[1];
    int[] before = new int[2];
    forEachCut(
        positives,
        negatives,
        (value, above, below, next) -> {
          int tied = above - before[0];
          sum[0] += (below - before[1]) * (before[0] + tied / 2.0);
          before[0] = above;
          before[1] = below;
        });
    return sum[0] / ((double) positives.length * negatives.length);
  }

  /**
   * Average precision: {@code Σ_n (R_n - R_{n-1}) P_n} over the distinct values from the highest,
   * without interpolation.
   */
  public static double averagePrecision(double[] positives, double[] negatives) {
    double[] sum = new double[1];
    int[] before = new int[1];
    forEachCut(
        positives,
        negatives,
        (value, above, below, next) -> {
          double recalled = (above - before[0]) / (double) positives.length;
          sum[0] += recalled * above / (above + below);
          before[0] = above;
        });
    return sum[0];
  }

  /** F1 of the positives, those at or above the threshold being taken for such. */
  public static double f1(double[] positives, double[] negatives, double threshold) {
    long right = Arrays.stream(positives).filter(v -> v >= threshold).count();
    long wrong = Arrays.stream(negatives).filter(v -> v >= threshold).count();
    return 2.0 * right / (right + wrong + positives.length);
  }

  /**
   * The threshold with the highest {@link #f1}; of several the highest. It lies half-way between
   * two values, so that it does not hang on one of them.
   */
  public static double bestThreshold(double[] positives, double[] negatives) {
    double[] best = {-1, Double.NaN};
    forEachCut(
        positives,
        negatives,
        (value, above, below, next) -> {
          double f1 = 2.0 * above / (above + below + positives.length);
          if (f1 > best[0]) {
            best[0] = f1;
            best[1] = Double.isNaN(next) ? value : value / 2 + next / 2;
          }
        });
    return best[1];
  }

  /**
   * Expected calibration error of probabilities over 15 bins of equal width (Guo et al. 2017,
   * equation 3):
   *
   * <pre>{@code Σ_b n_b / n |share of positives in b - mean probability in b|}</pre>
   */
  public static double calibrationError(double[] positives, double[] negatives) {
    double[] excess = new double[BINS]; // of positives over what was promised
    for (double p : positives) {
      excess[bin(p)] += 1 - p;
    }
    for (double p : negatives) {
      excess[bin(p)] -= p;
    }
    double error = Arrays.stream(excess).map(Math::abs).sum();
    return error / (positives.length + negatives.length);
  }

  private static int bin(double probability) {
    return Math.min(BINS - 1, (int) (probability * BINS));
  }
}
