package dev.omnivae.core.testing;

import java.util.function.UnaryOperator;

/** Jacobians by central differences in float64, and determinants, in plain Java. */
public final class Jacobians {
  // error of a central difference: h² / 6 times the third derivative, plus rounding 1e-16 / h
  private static final double H = 1e-5;

  private Jacobians() {}

  /** Entry [i][j] is the slope of output i in input j. */
  public static double[][] of(UnaryOperator<double[]> f, double... at) {
    double[][] jacobian = new double[at.length][at.length];
    for (int j = 0; j < at.length; j++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[j] += H;
      down[j] -= H;
      double[] high = f.apply(up);
      double[] low = f.apply(down);
      for (int i = 0; i < at.length; i++) {
        jacobian[i][j] = (high[i] - low[i]) / (2 * H);
      }
    }
    return jacobian;
  }

  /** By elimination with pivots. */
  public static double determinant(double[][] matrix) {
    double[][] m = new double[matrix.length][];
    for (int i = 0; i < m.length; i++) {
      m[i] = matrix[i].clone();
    }
    double product = 1;
    for (int k = 0; k < m.length; k++) {
      int pivot = k;
      for (int i = k + 1; i < m.length; i++) {
        pivot = Math.abs(m[i][k]) > Math.abs(m[pivot][k]) ? i : pivot;
      }
      double[] row = m[pivot];
      product *= pivot == k ? row[k] : -row[k];
      m[pivot] = m[k];
      m[k] = row;
      for (int i = k + 1; i < m.length; i++) {
        double factor = m[i][k] / row[k];
        for (int j = k; j < m.length; j++) {
          m[i][j] -= factor * row[j];
        }
      }
    }
    return product;
  }
}
