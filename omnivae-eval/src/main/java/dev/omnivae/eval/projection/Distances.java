package dev.omnivae.eval.projection;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.function.ObjIntConsumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Squared distances between points. */
public final class Distances {
  /** Rows of 10,000 float64 distances that fit the cache of a small machine. */
  private static final int ROWS = 128;

  private Distances() {}

  /**
   * Of every point of one set to every point of another.
   *
   * @param x {@code (row, dimension)}, centred, or digits are lost
   * @param y {@code (point, dimension)}
   * @return {@code (row, point)}, at least 0
   */
  public static Tensor squared(Tensor x, Tensor y) {
    return squared(x, x.square().sum(1), y, y.square().sum(1));
  }

  private static Tensor squared(Tensor x, Tensor xSquares, Tensor y, Tensor ySquares) {
    try (Scalar zero = new Scalar(0.0)) {
      return xSquares
          .unsqueeze(1)
          .add(ySquares)
          .sub(Tensors.times(x.matmul(y.t()), 2))
          .clamp_min(zero);
    }
  }

  /**
   * Hands over those between all points, a few rows at a time, for they never are in memory at
   * once. Rows come in order, with the point of the first. Tensors made inside die with the rows
   * unless kept.
   *
   * @param rows takes squared distances {@code (row, point)} float64, infinite from a point to
   *     itself
   */
  static void forEach(Points points, ObjIntConsumer<Tensor> rows) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open();
        Scalar infinity = new Scalar(Double.POSITIVE_INFINITY)) {
      Tensor x = points.centred();
      Tensor squares = x.square().sum(1);
      for (int from = 0; from < points.size(); from += ROWS) {
        try (Scope inner = Scope.open()) {
          long count = Math.min(ROWS, points.size() - from);
          Tensor squared =
              squared(x.narrow(0, from, count), squares.narrow(0, from, count), x, squares);
          squared.diagonal(from, 0, 1).fill_(infinity);
          rows.accept(squared, from);
        }
      }
    }
  }
}
