package dev.omnivae.eval.projection;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Principal components: the two directions along which the points spread most.
 *
 * <pre>{@code
 * C = 1/n Σ (x - μ)(x - μ)ᵀ,   C a = λ a,   y_k = a_k · (x - μ),   λ_1 ≥ λ_2 ≥ ...
 * }</pre>
 *
 * <p>The sign of a direction is no property of the data; here its largest entry is positive.
 */
public final class Pca implements Projection {
  /**
   * A fitted plane, onto which other points fall too.
   *
   * @param mean μ
   * @param axes a_1 and a_2, each of length 1; zeros where the points have one dimension alone
   * @param explained λ_1 and λ_2 as fractions of the whole variance; zeros where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Plane(double[] mean, double[][] axes, double[] explained) {
    /** Where points fall: {@code (point, 2)}. */
    public Points project(Points points) {
      float[] map = new float[2 * points.size()];
      for (int i = 0; i < points.size(); i++) {
        for (int axis = 0; axis < 2; axis++) {
          double sum = 0;
          for (int d = 0; d < points.width(); d++) {
            sum += axes[axis][d] * (points.at(i, d) - mean[d]);
          }
          map[2 * i + axis] = (float) sum;
        }
      }
      return new Points(map, 2);
    }

    /** The point of the whole space at a place of the plane. */
    public float[] lift(double x, double y) {
      float[] point = new float[mean.length];
      for (int d = 0; d < point.length; d++) {
        point[d] = (float) (mean[d] + x * axes[0][d] + y * axes[1][d]);
      }
      return point;
    }
  }

  @Override
  public String name() {
    return "pca";
  }

  @Override
  public String title() {
    return "PCA";
  }

  @Override
  public Points map(Points points, long seed) {
    return fit(points).project(points);
  }

  /** The plane of the two directions. */
  public static Plane fit(Points points) {
    int width = points.width();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor centred = points.centred();
      Tensor covariance = Tensors.times(centred.t().matmul(centred), 1.0 / points.size());
      List<Tensor> eigen = Operators.call("aten::linalg_eigh", covariance, "L"); // ascending
      double[] values = Tensors.doubles(eigen.get(0));
      double[] vectors = Tensors.doubles(eigen.get(1)); // (dimension, eigenvector)
      double[] mean =
          Tensors.doubles(Tensors.mean(points.tensor().to(covariance.scalar_type()), 0));
      double all = 0;
      for (double value : values) {
        all += Math.max(0, value);
      }
      double[][] axes = new double[2][width];
      double[] explained = new double[2];
      for (int axis = 0; axis < Math.min(2, width); axis++) {
        int column = width - 1 - axis;
        explained[axis] = all > 0 ? Math.max(0, values[column]) / all : 0;
        double largest = 0;
        for (int d = 0; d < width; d++) {
          axes[axis][d] = vectors[d * width + column];
          // by a margin, so that rounding does not decide between equals
          if (Math.abs(axes[axis][d]) > Math.abs(largest) + 1e-9) {
            largest = axes[axis][d];
          }
        }
        for (int d = 0; d < width && largest < 0; d++) {
          axes[axis][d] = -axes[axis][d];
        }
      }
      return new Plane(mean, axes, explained);
    }
  }
}
