package dev.omnivae.eval.consistency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * What tells pairs that belong together from others: each score alone, and the calibrated
 * combination of all. Fitted on one split, measured on another.
 */
final class Judges {
  /** Key of pairs of all kinds of negatives. */
  private static final String ALL = "all";

  private final ScoredSplit fitted;
  private final List<Judge> judges = new ArrayList<>();

  /**
   * One of them.
   *
   * @param key after the kind of negative; empty for the combination
   * @param rank a number for each pair, higher where it belongs together
   * @param probability of a rank
   */
  private record Judge(
      String key, Function<double[][], double[]> rank, DoubleUnaryOperator probability) {}

  /**
   * Fits a judge for every score beside the combination.
   *
   * @param fitted what the calibration was fitted on
   */
  Judges(ScoredSplit fitted, Calibration calibration) {
    this.fitted = fitted;
    judges.add(new Judge("", calibration::margins, Logistic::probability));
    Pairs mixed = fitted.mixed();
    for (Score score : Score.values()) {
      Logistic one = Logistic.fit(feature(score, mixed.belonging()), feature(score, mixed.not()));
      judges.add(
          new Judge(
              "." + score.key(),
              scores -> Arrays.stream(scores).mapToDouble(score::of).toArray(),
              rank -> Logistic.probability(one.margin(new double[] {score.feature(rank)}))));
    }
  }

  private static double[][] feature(Score score, double[][] scores) {
    return Arrays.stream(scores)
        .map(of -> new double[] {score.feature(score.of(of))})
        .toArray(double[][]::new);
  }

  /** All numbers of a split: {@code MEASURE.KIND[.SCORE]}. */
  Map<String, Double> measure(ScoredSplit split) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Judge judge : judges) {
      for (Negative kind : split.not().keySet()) {
        if (fitted.not().containsKey(kind)) {
          measure(judge, kind.key(), fitted.of(kind), split.of(kind), values);
        }
      }
      measure(judge, ALL, fitted.mixed(), split.mixed(), values);
    }
    return values;
  }

  private static void measure(
      Judge judge, String kind, Pairs fit, Pairs pairs, Map<String, Double> values) {
    double threshold =
        Discrimination.bestThreshold(
            judge.rank().apply(fit.belonging()), judge.rank().apply(fit.not()));
    double[] belonging = judge.rank().apply(pairs.belonging());
    double[] not = judge.rank().apply(pairs.not());
    String of = "." + kind + judge.key();
    values.put("f1" + of, Discrimination.f1(belonging, not, threshold));
    values.put("auroc" + of, Discrimination.auroc(belonging, not));
    values.put("average_precision" + of, Discrimination.averagePrecision(belonging, not));
    values.put(
        "calibration_error" + of,
        Discrimination.calibrationError(
            Arrays.stream(belonging).map(judge.probability()).toArray(),
            Arrays.stream(not).map(judge.probability()).toArray()));
  }
}
