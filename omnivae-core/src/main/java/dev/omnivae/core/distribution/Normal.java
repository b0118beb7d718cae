package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Independent normal distributions.
 *
 * <pre>{@code log N(x; μ, σ²) = -(x - μ)² / 2σ² - log σ - ½ log 2π}</pre>
 *
 * <p>μ is {@link #location()}, σ is {@link #scale()}.
 */
public final class Normal extends LocationScale {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final boolean standard;

  private Normal(Tensor location, Tensor scale, Tensor logScale, int eventAxes, boolean standard) {
    super(location, scale, logScale, eventAxes);
    this.standard = standard;
  }

  /**
   * From location and scale of one shape.
   *
   * @param eventAxes number of last axes {@link #logProb} sums: 1 for codes, 3 for images
   */
  public static Normal of(Tensor location, Tensor scale, int eventAxes) {
    return new Normal(location, scale, scale.log(), eventAxes, false);
  }

  /**
   * Over codes, from location and log scale of one shape: one logarithm less, and exact where the
   * scale is tiny.
   */
  public static Normal ofLog(Tensor location, Tensor logScale) {
    return new Normal(location, logScale.exp(), logScale, 1, false);
  }

  /** N(0, 1) over codes: KL to it takes half the arithmetic. */
  static Normal standard(long width, Tensor like) {
    Tensor zero = torch.zeros(new long[] {width}, like.options());
    return new Normal(zero, zero.exp(), zero, 1, true);
  }

  @Override
  Normal with(Tensor newLocation, Tensor newScale, Tensor newLogScale) {
    return new Normal(newLocation, newScale, newLogScale, eventAxes(), false);
  }

  @Override
  Tensor standardNoise(Noise noise, Tensor like, long... shape) {
    return noise.normal(like, shape);
  }

  @Override
  public Tensor logDensity(Tensor x) {
    Tensor squared = x.sub(location()).div(scale()).square();
    return Tensors.plus(Tensors.times(squared, -0.5).sub(logScale()), -HALF_LOG_TWO_PI);
  }

  @Override
  public Tensor standardDeviation() {
    return scale();
  }

  /**
   * KL between normals, per dimension, in nats.
   *
   * <pre>{@code KL = log(σp / σq) + (σq² + (μq - μp)²) / 2σp² - ½}</pre>
   */
  @Override
  public Tensor klTo(Factorised other) {
    if (other instanceof Normal n && n.standard) {
      Tensor squares = torch.addcmul(scale().square(), location(), location());
      return Tensors.affine(squares, 0.5, -0.5).sub(logScale());
    }
    LocationScale p = same(other);
    Tensor ratio = scale().div(p.scale()).square();
    Tensor distance = location().sub(p.location()).div(p.scale()).square();
    Tensor half = Tensors.times(Tensors.plus(ratio.add(distance), -1), 0.5);
    return half.sub(logScale()).add(p.logScale());
  }
}
