package dev.omnivae.eval.probe;

import java.util.stream.IntStream;

/**
 * How well a {@link Forest} reads one factor from codes, and from which of their dimensions.
 *
 * @param importance of every latent dimension: sums to 1, or all 0 where none tells anything
 * @param explained 1 - error / variance on samples that it was not grown on, at least 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FactorForest(double[] importance, double explained) {
  /** Factors of at most so many levels are read level by level. */
  private static final int MOST_LEVELS = 20;

  /**
   * Grows the forest on some samples and tests it on others.
   *
   * @param codes by latent dimension, then by sample
   * @param factor one number a sample
   */
  public static FactorForest of(
      double[][] codes, double[] factor, double[][] testCodes, double[] testFactor, long seed) {
    Levels levels = Levels.of(factor, MOST_LEVELS);
    Forest forest = new Forest(codes, outputs(levels, factor), seed);
    double[][] truth = outputs(levels, testFactor);
    double[][] read = forest.predict(testCodes);
    double error = 0;
    for (int o = 0; o < truth.length; o++) {
      for (int i = 0; i < testFactor.length; i++) {
        error += (truth[o][i] - read[o][i]) * (truth[o][i] - read[o][i]);
      }
    }
    double variance = Cut.squares(truth, IntStream.range(0, testFactor.length).toArray());
    double explained = variance == 0 ? 0 : Math.max(0, 1 - error / variance);
    return new FactorForest(forest.importance(), explained);
  }

  /** The factor itself, or 1 at its level and 0 at the others. */
  private static double[][] outputs(Levels levels, double[] factor) {
    if (!levels.discrete()) {
      return new double[][] {factor};
    }
    double[][] outputs = new double[levels.count()][factor.length];
    int[] of = levels.of(factor);
    for (int i = 0; i < of.length; i++) {
      outputs[of[i]][i] = 1;
    }
    return outputs;
  }

  /**
   * 1 - the entropy of a row of importances as a distribution, over its logarithm: 1 when one entry
   * has all, 0 when all have the same, and where all are 0.
   */
  public static double concentration(double... importances) {
    double sum = IntStream.range(0, importances.length).mapToDouble(i -> importances[i]).sum();
    if (sum <= 0) {
      return 0;
    }
    double nats = 0;
    for (double value : importances) {
      double p = value / sum;
      nats -= p > 0 ? p * Math.log(p) : 0;
    }
    return 1 - nats / Math.log(importances.length);
  }
}
