package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Every dimension to mean 0 and deviation 1 over the training codes, and back; one that never
 * changes keeps its scale.
 *
 * @param mean {@code (width)}
 * @param scale {@code (width)}, above 0
 */
record Standardiser(Tensor mean, Tensor scale) {
  private static final double CONSTANT = 1e-6;

  /**
   * Over rows, in float64 inside.
   *
   * @param rows {@code (row, width)}
   * @param there which values count, {@code (row, width)} boolean; null for all
   */
  static Standardiser of(Tensor rows, @Nullable Tensor there) {
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

  Tensor apply(Tensor x) {
    return x.sub(mean).div(scale);
  }

  Tensor invert(Tensor standardised) {
    return standardised.mul(scale).add(mean);
  }

  /** To be stored. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("mean", mean);
    tensors.put("scale", scale);
    return tensors;
  }

  /** From {@link #tensors}. */
  static Standardiser of(Map<String, Tensor> tensors) {
    return new Standardiser(Stored.of(tensors, "mean"), Stored.of(tensors, "scale"));
  }
}
