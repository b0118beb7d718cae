package dev.omnivae.eval.likelihood;

import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Sums of weights and of their squares per sample, of draws that come piece by piece; as logs. */
final class WeightSums {
  private final double[] sums;
  private final double[] squares;
  private long draws;

  WeightSums(int samples) {
    sums = new double[samples];
    squares = new double[samples];
    Arrays.fill(sums, Double.NEGATIVE_INFINITY);
    Arrays.fill(squares, Double.NEGATIVE_INFINITY);
  }

  /**
   * Takes draws in.
   *
   * @param log of weights, {@code (draw, batch)}
   */
  void add(Tensor log) {
    Tensor wide = log.to(ScalarType.Double);
    addInPlace(sums, Tensors.doubles(Tensors.logSumExp(wide, 0)));
    addInPlace(squares, Tensors.doubles(Tensors.logSumExp(Tensors.times(wide, 2), 0)));
    draws += log.size(0);
  }

  /** log (1/K) Σ w. */
  double[] logMeans() {
    return Arrays.stream(sums).map(sum -> sum - Math.log((double) draws)).toArray();
  }

  /** (Σ w)² / Σ w²: how many equal weights would tell as much, between 1 and K. */
  double[] effective() {
    double[] effective = new double[sums.length];
    for (int i = 0; i < effective.length; i++) {
      effective[i] = Math.exp(2 * sums[i] - squares[i]);
    }
    return effective;
  }

  /** log (e^a + e^b), also where both are 0. */
  private static void addInPlace(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      double larger = Math.max(a[i], b[i]);
      if (larger > Double.NEGATIVE_INFINITY) {
        a[i] = larger + Math.log1p(Math.exp(Math.min(a[i], b[i]) - larger));
      }
    }
  }
}
