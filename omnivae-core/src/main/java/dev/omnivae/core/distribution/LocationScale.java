package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Normal} and {@link Laplace} share: a location and a positive scale per dimension, and
 * draws {@code location + scale * standard noise} through which gradients flow.
 */
abstract class LocationScale implements Factorised {
  private final Tensor location;
  private final Tensor scale;
  private final Tensor logScale;
  private final int eventAxes;

  /** Tensors of one shape {@code (..., event)}. */
  LocationScale(Tensor location, Tensor scale, Tensor logScale, int eventAxes) {
    if (!Arrays.equals(Tensors.shape(location), Tensors.shape(scale))) {
      throw new IllegalArgumentException(
          "scale must be of the location's shape, got location %s and scale %s; expand one"
              .formatted(
                  Arrays.toString(Tensors.shape(location)), Arrays.toString(Tensors.shape(scale))));
    }
    this.location = location;
    this.scale = scale;
    this.logScale = logScale;
    this.eventAxes = eventAxes;
  }

  /** The same family over other parameters. */
  abstract LocationScale with(Tensor newLocation, Tensor newScale, Tensor newLogScale);

  /** Noise of location 0 and scale 1. */
  abstract Tensor standardNoise(Noise noise, Tensor like, long... shape);

  /** {@code (..., event)}. */
  public Tensor location() {
    return location;
  }

  /** {@code (..., event)}, positive. */
  public Tensor scale() {
    return scale;
  }

  /**
   * Logarithm of {@link #scale()}, kept apart: exact where the scale is tiny. {@code (..., event)}.
   */
  public Tensor logScale() {
    return logScale;
  }

  @Override
  public int eventAxes() {
    return eventAxes;
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    return Events.sum(logDensity(x), known, eventAxes);
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    Tensor standard =
        standardNoise(noise, location, Tensors.prepend(Tensors.shape(location), draws));
    return torch.addcmul(location, scale, standard);
  }

  @Override
  public Tensor mean() {
    return location;
  }

  @Override
  public boolean reparameterised() {
    return true;
  }

  @Override
  public boolean hasKlTo(Factorised p) {
    return p.getClass() == getClass();
  }

  @Override
  public LocationScale map(UnaryOperator<Tensor> f) {
    return with(f.apply(location), f.apply(scale), f.apply(logScale));
  }

  @Override
  public LocationScale stack(List<? extends Factorised> all, long axis) {
    List<LocationScale> same = all.stream().map(this::same).toList();
    return with(
        Tensors.stack(same.stream().map(LocationScale::location).toList(), axis),
        Tensors.stack(same.stream().map(LocationScale::scale).toList(), axis),
        Tensors.stack(same.stream().map(LocationScale::logScale).toList(), axis));
  }

  /** The other as one of this class; what is not has no closed form with this. */
  LocationScale same(Factorised other) {
    if (other.getClass() != getClass()) {
      throw Events.mismatch(this, other);
    }
    return (LocationScale) other;
  }
}
