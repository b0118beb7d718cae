package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class MmdTest {
  private static final double[] X = {0.3, -1, 0.8, 0.1, -0.4, 1.5};
  private static final double[] Y = {1.1, 0.2, -0.7, 0.9};

  private static Mmd mmd(Kernel kernel, boolean unbiased) {
    return new Mmd(kernel, List.of(0.5, 2.0), unbiased);
  }

  private static double kernel(Kernel kernel, double[] a, int i, double[] b, int j) {
    double r = (sq(a[2 * i] - b[2 * j]) + sq(a[2 * i + 1] - b[2 * j + 1])) / 4; // 2D = 4
    double sum = 0;
    for (double s : new double[] {0.5, 2}) {
      sum += (kernel == Kernel.RBF ? Math.exp(-r / s) : s / (s + r)) / 2;
    }
    return sum;
  }

  private static double sq(double v) {
    return v * v;
  }

  private static double mean(Kernel kernel, double[] a, double[] b, boolean different) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < a.length / 2; i++) {
      for (int j = 0; j < b.length / 2; j++) {
        if (!different || i != j) {
          sum += kernel(kernel, a, i, b, j);
          count++;
        }
      }
    }
    return sum / count;
  }

  @ParameterizedTest
  @CsvSource({"RBF,true", "RBF,false", "IMQ,true", "IMQ,false"})
  void isTheFormulaWrittenOut(Kernel kernel, boolean unbiased) {
    double expected =
        mean(kernel, X, X, unbiased) + mean(kernel, Y, Y, unbiased) - 2 * mean(kernel, X, Y, false);

    Tensor value = mmd(kernel, unbiased).of(Tensors.of(X, 3, 2), Tensors.of(Y, 2, 2));

    assertThat(Tensors.item(value)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"RBF,true", "RBF,false", "IMQ,true", "IMQ,false"})
  void gradientMeetsCentralDifferences(Kernel kernel, boolean unbiased) {
    Gradients.check(x -> mmd(kernel, unbiased).of(x, Tensors.of(Y, 2, 2)), 1e-8, X, 3, 2);
  }

  @ParameterizedTest
  @CsvSource({"RBF", "IMQ"})
  void unbiasedIsZeroInExpectationBetweenSamplesOfOneDistribution(Kernel kernel) {
    int n = 300;
    Tensor like = Tensors.of(new double[] {0}, 1);
    double sum = 0;
    double squares = 0;
    double biased = 0;
    for (int i = 0; i < n; i++) {
      Tensor x = Noise.of(i, 0, 0).stream("x").normal(like, 8, 2);
      Tensor y = Noise.of(i, 0, 0).stream("y").normal(like, 8, 2);
      double value = Tensors.item(mmd(kernel, true).of(x, y));
      sum += value;
      squares += value * value;
      double all = Tensors.item(mmd(kernel, false).of(x, y));
      assertThat(all).isNotNegative();
      biased += all / n;
    }
    double error = Math.sqrt((squares / n - sq(sum / n)) / n);

    assertThat(sum / n).isCloseTo(0, within(4 * error));
    // the biased form counts every draw against itself: 2 (1 - E k) / 8 above
    assertThat(biased).isGreaterThan(10 * error);
  }

  @Test
  void farApartItIsTwo() {
    Tensor x = Tensors.of(new double[] {0, 0, 0, 0}, 2, 2);
    Tensor y = Tensors.of(new double[] {1e4, 0, 1e4, 0}, 2, 2);

    assertThat(Tensors.item(mmd(Kernel.RBF, true).of(x, y))).isCloseTo(2, within(1e-12));
    assertThat(Tensors.item(mmd(Kernel.IMQ, false).of(x, y))).isCloseTo(2, within(1e-6));
  }

  @Test
  void oneDrawHasNoPairAndNoDiscrepancy() {
    Tensor one = Tensors.of(new double[] {1, 2}, 1, 2);

    assertThat(Tensors.item(mmd(Kernel.RBF, true).of(one, one))).isZero();
  }
}
