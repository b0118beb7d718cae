package dev.omnivae.eval.consistency;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.probe.ConvergedProbe;
import java.util.Arrays;

/**
 * Logistic regression on standardised features.
 *
 * <pre>
 * {@code P(positive) = 1 / (1 + exp -m),  m = bias + Σ_i weight_i (x_i - mean_i) / deviation_i}
 * </pre>
 *
 * @param mean of each feature over what it was fitted on
 * @param deviation likewise, standard deviations
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Logistic(double[] mean, double[] deviation, double[] weights, double bias) {
  private static final double LEAST_DEVIATION = 1e-12; // below it a feature is constant

  /**
   * Fits by maximum likelihood with the faint ridge of {@link ConvergedProbe}, so that features
   * which tell all apart get finite weights.
   *
   * @param positives features of the positives, (pair, feature)
   * @param negatives of as many negatives, for the bias to mean even odds
   */
  static Logistic fit(double[][] positives, double[][] negatives) {
    int width = positives[0].length;
    int rows = positives.length + negatives.length;
    double[] mean = new double[width];
    double[] deviation = new double[width];
    double[] standard = new double[rows * width];
    long[] labels = new long[rows];
    Arrays.fill(labels, 0, positives.length, 1);
    for (int k = 0; k < width; k++) {
      double[] column = new double[rows];
      for (int i = 0; i < rows; i++) {
        column[i] = i < positives.length ? positives[i][k] : negatives[i - positives.length][k];
      }
      double m = Arrays.stream(column).average().orElseThrow();
      double variance = Arrays.stream(column).map(x -> (x - m) * (x - m)).average().orElseThrow();
      mean[k] = m;
      deviation[k] = Math.sqrt(variance) < LEAST_DEVIATION ? 1 : Math.sqrt(variance);
      for (int i = 0; i < rows; i++) {
        standard[i * width + k] = (column[i] - m) / deviation[k];
      }
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      double[] fitted =
          Tensors.doubles(
              ConvergedProbe.weights(
                  Tensors.of(standard, rows, width), Tensors.of(labels, rows), 2));
      double[] weights = new double[width];
      for (int k = 0; k < width; k++) {
        weights[k] = fitted[2 * k + 1] - fitted[2 * k];
      }
      return new Logistic(mean, deviation, weights, fitted[2 * width + 1] - fitted[2 * width]);
    }
  }

  /** m: above 0 where positive is the more probable. */
  double margin(double[] features) {
    double margin = bias;
    for (int k = 0; k < weights.length; k++) {
      margin += weights[k] * (features[k] - mean[k]) / deviation[k];
    }
    return margin;
  }

  /** P(positive) of a margin. */
  static double probability(double margin) {
    return 1 / (1 + Math.exp(-margin));
  }
}
