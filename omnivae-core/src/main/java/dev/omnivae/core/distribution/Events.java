package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Sums over the axes of an event, with masks of known elements. */
final class Events {
  private Events() {}

  /**
   * Sum over the last axes of what is known.
   *
   * @param values {@code (..., event)}
   * @param known boolean, broadcast against the values; null for all
   * @return {@code (...)}
   */
  static Tensor sum(Tensor values, @Nullable Tensor known, int axes) {
    return Tensors.sumLast(Tensors.masked(values, known), axes);
  }

  static IllegalArgumentException mismatch(Factorised q, Factorised p) {
    return new IllegalArgumentException(
        "KL must be between distributions of one family to have a closed form, got %s and %s; use Divergences.kl"
            .formatted(q.getClass().getSimpleName(), p.getClass().getSimpleName()));
  }
}
