package dev.omnivae.eval.projection;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.function.ObjIntConsumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** All squared distances between points, a few rows at a time: they never are in memory at once. */
final class Distances {
  /** Rows of 10,000 float64 distances that fit the cache of a small machine. */
  private static final int ROWS = 128;

  private Distances() {}

  /**
   * Hands over rows in order, with the point of the first. Tensors made inside die with the rows
   * unless kept.
   *
   * @param rows takes squared distances {@code (row, point)} float64, infinite from a point to
   *     itself
   */
  static void forEach(Points points, ObjIntConsumer<Tensor> rows) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open();
        Scalar zero = new Scalar(0.0);
        Scalar infinity = new Scalar(Double.POSITIVE_INFINITY)) {
      Tensor x = points.centred();
      Tensor squares = x.square().sum(1);
      for (int from = 0; from < points.size(); from += ROWS) {
        try (Scope inner = Scope.open()) {
          long count = Math.min(ROWS, points.size() - from);
          Tensor products = x.narrow(0, from, count).matmul(x.t());
          Tensor squared =
              squares
                  .narrow(0, from, count)
                  .unsqueeze(1)
                  .add(squares)
                  .sub(Tensors.times(products, 2))
                  .clamp_min(zero);
          squared.diagonal(from, 0, 1).fill_(infinity);
          rows.accept(squared, from);
        }
      }
    }
  }
}
