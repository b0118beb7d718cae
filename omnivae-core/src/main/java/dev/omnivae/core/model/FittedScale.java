package dev.omnivae.core.model;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The scale of a normal likelihood that follows its own errors: in a training step the maximum
 * likelihood one of the batch, afterwards a moving average of those. Rybkin et al. 2021, "Simple
 * and Effective VAE Training with Calibrated Decoders".
 *
 * <pre>{@code log σ ← log σ + 0.1 (½ log mean (x - μ)² - log σ)}</pre>
 */
final class FittedScale {
  private static final double STEP = 0.1;
  // for a batch that is met exactly: the least that the program of that paper has
  private static final double LEAST_LOG = -6;

  private final Supplier<Tensor> like;
  private @Nullable Tensor logScale;

  /**
   * Scale 1 at first.
   *
   * @param like gives element type and device, once the model's store is allocated
   */
  FittedScale(Supplier<Tensor> like) {
    this.like = like;
  }

  /** The moving average, to save and to load into in place: a scalar. */
  Tensor logScale() {
    Tensor known = logScale;
    if (known == null) {
      known = torch.zeros(new long[0], like.get().detach().options());
      known.retainReference(); // outlives the scope it happens to be asked in
      logScale = known;
    }
    return known;
  }

  /**
   * The best log scale of a batch.
   *
   * @param errors x - μ, {@code (draw, batch, code)}
   * @param available {@code (batch)} boolean; null for all
   * @return a scalar, with gradient
   */
  static Tensor best(Tensor errors, @Nullable Tensor available) {
    Tensor squared = errors.square().mean(-1L); // (draw, batch)
    Tensor mean;
    if (available == null) {
      mean = squared.mean();
    } else {
      Tensor there = available.to(squared.scalar_type()).expand_as(squared);
      try (Scalar one = new Scalar(1.0)) {
        Tensor sum = Tensors.masked(squared, available).sum();
        mean = sum.div(there.sum().clamp_min(one));
      }
    }
    try (Scalar least = new Scalar(Math.exp(2 * LEAST_LOG))) {
      return Tensors.times(mean.clamp_min(least).log(), 0.5);
    }
  }

  /** Moves the average towards a batch's. */
  void followInPlace(Tensor best) {
    try (NoGrad off = NoGrad.open();
        Scalar step = new Scalar(STEP)) {
      logScale().lerp_(best.detach(), step);
    }
  }
}
