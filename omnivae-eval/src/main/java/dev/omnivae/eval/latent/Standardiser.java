package dev.omnivae.eval.latent;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Every dimension of codes to mean 0 and deviation 1 over those of a training split, and back; one
 * that never changes keeps its scale.
 *
 * @param mean {@code (width)}
 * @param scale {@code (width)}, above 0
 */
public record Standardiser(Tensor mean, Tensor scale) {
  private static final double CONSTANT = 1e-6;

  /** Over all rows, see {@link #of(Tensor, Tensor)}. */
  public static Standardiser of(Tensor rows) {
    return of(rows, null);
  }

  /**
   * Over rows, in float64 inside.
   *
   * @param rows {@code (row, width)}
   * @param there which values count, {@code (row, width)} boolean; null for all
   */
  public static Standardiser of(Tensor rows, @Nullable Tensor there) {
    Tensor x = Tensors.masked(rows.to(ScalarType.Double), there);
    Tensor count =
        there == null
            ? Tensors.scalar((double) x.size(0), x)
            : there.to(ScalarType.Double).sum(0).maximum(Tensors.scalar(1, x));
    Tensor mean = Tensors.sum(x, 0).div(count);
    Tensor away = Tensors.masked(x.sub(mean), there);
    Tensor deviation = Tensors.sum(away.square(), 0).div(count).sqrt();
    Tensor moves;
    try (Scalar least = new Scalar(CONSTANT)) {
      moves = deviation.gt(least);
    }
    Tensor scale = torch.where(moves, deviation, torch.ones_like(deviation));
    ScalarType type = rows.scalar_type();
    return new Standardiser(mean.to(type), scale.to(type));
  }

  /** Rows as they are told, {@code (..., width)}, standardised. */
  public Tensor apply(Tensor x) {
    return x.sub(mean).div(scale);
  }

  /** What {@link #apply} was given. */
  public Tensor invert(Tensor standardised) {
    return standardised.mul(scale).add(mean);
  }
}
