package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Which of several components is drawn, by inversion of their cumulative weights. */
public final class Inversion {
  private Inversion() {}

  /**
   * The first component whose cumulative weight exceeds u.
   *
   * <pre>{@code c = min { c : π_1 + ... + π_c > u }}</pre>
   *
   * <p>A component of weight zero is never drawn: it adds no width, and where rounding leaves the
   * whole sum below u, the last one that has a weight is taken.
   *
   * @param weights π, at least 0, summing to 1 but for rounding: {@code (component, ...)}
   * @param u in [0, 1): {@code (draw, ...)}
   * @return {@code (draw, ...)} int64
   */
  public static Tensor component(Tensor weights, Tensor u) {
    Tensor index = weights.cumsum(0).unsqueeze(0).le(u.unsqueeze(1)).sum(1);
    Tensor present = weights.gt(Tensors.scalar(0, weights)).to(ScalarType.Long);
    Tensor last = present.cumsum(0).argmax(new LongOptional(0), false); // the first of equals
    return index.minimum(last.unsqueeze(0));
  }
}
