package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Independent Laplace distributions.
 *
 * <pre>{@code log L(x; μ, b) = -|x - μ| / b - log 2b}</pre>
 *
 * <p>μ is {@link #location()}, b is {@link #scale()}; the standard deviation is √2 b.
 */
public final class Laplace extends LocationScale {
  private static final double LOG_TWO = Math.log(2);

  private Laplace(Tensor location, Tensor scale, Tensor logScale, int eventAxes) {
    super(location, scale, logScale, eventAxes);
  }

  /**
   * From location and scale of one shape.
   *
   * @param eventAxes number of last axes {@link #logProb} sums: 1 for codes, 3 for images
   */
  public static Laplace of(Tensor location, Tensor scale, int eventAxes) {
    return new Laplace(location, scale, scale.log(), eventAxes);
  }

  /** From location and log scale: one logarithm less, and exact where the scale is tiny. */
  static Laplace ofLog(Tensor location, Tensor logScale) {
    return new Laplace(location, logScale.exp(), logScale, 1);
  }

  @Override
  Laplace with(Tensor newLocation, Tensor newScale, Tensor newLogScale) {
    return new Laplace(newLocation, newScale, newLogScale, eventAxes());
  }

  /** By the inverse of the distribution function: {@code -sign(v) log(1 - |v|)}, v in (-1, 1). */
  @Override
  Tensor standardNoise(Noise noise, Tensor like, long... shape) {
    Tensor v = Tensors.plus(Tensors.times(noise.uniform(like, shape), 2), -1);
    // v can be -1 exactly, whose draw would be infinite
    double largest = like.scalar_type() == ScalarType.Double ? 1 - 0x1p-53 : 1 - 0x1p-24;
    try (Scalar limit = new Scalar(largest)) {
      return v.abs().clamp_max(limit).neg().log1p().mul(v.sign()).neg();
    }
  }

  @Override
  public Tensor logDensity(Tensor x) {
    Tensor distance = x.sub(location()).abs().div(scale());
    return Tensors.plus(distance.add(logScale()).neg(), -LOG_TWO);
  }

  @Override
  public Tensor standardDeviation() {
    return Tensors.times(scale(), Math.sqrt(2));
  }

  /**
   * KL between Laplace distributions, per dimension, in nats.
   *
   * <pre>{@code KL = log(bp / bq) + |μq - μp| / bp + (bq / bp) exp(-|μq - μp| / bq) - 1}</pre>
   */
  @Override
  public Tensor klTo(Factorised other) {
    LocationScale p = same(other);
    Tensor distance = location().sub(p.location()).abs();
    Tensor overlap = distance.div(scale()).neg().exp().mul(scale());
    Tensor kl = distance.add(overlap).div(p.scale());
    return Tensors.plus(kl.sub(logScale()).add(p.logScale()), -1);
  }
}
