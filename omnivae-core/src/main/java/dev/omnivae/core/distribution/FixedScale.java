package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * p(x given z) around a decoder's output with one scale for all elements: {@link Normal} or {@link
 * Laplace} without a tensor of scales. Since the scale is the same everywhere, the sum over the
 * event comes first and everything else works on the small result:
 *
 * <pre>{@code
 * Laplace  log p(x) = -1/b    Σ |x - μ|   - n log 2b
 * normal   log p(x) = -1/2σ²  Σ (x - μ)²  - n log(σ √2π)
 * }</pre>
 *
 * <p>n is the number of known elements. With 64 x 3 x 32 x 32 images and several draws this is what
 * a training step spends most of its memory traffic on.
 */
final class FixedScale implements Distribution {
  /** Which density. */
  enum Kind {
    NORMAL {
      @Override
      Tensor distance(Tensor difference) {
        return difference.square();
      }

      @Override
      double factor(double scale) {
        return -0.5 / (scale * scale);
      }

      @Override
      double logNormaliser(double scale) {
        return Math.log(scale) + 0.5 * Math.log(2 * Math.PI);
      }

      @Override
      LocationScale full(Tensor location, Tensor scale, int eventAxes) {
        return Normal.of(location, scale, eventAxes);
      }
    },
    LAPLACE {
      @Override
      Tensor distance(Tensor difference) {
        return difference.abs();
      }

      @Override
      double factor(double scale) {
        return -1 / scale;
      }

      @Override
      double logNormaliser(double scale) {
        return Math.log(2 * scale);
      }

      @Override
      LocationScale full(Tensor location, Tensor scale, int eventAxes) {
        return Laplace.of(location, scale, eventAxes);
      }
    };

    abstract Tensor distance(Tensor difference);

    abstract double factor(double scale);

    /** Per element. */
    abstract double logNormaliser(double scale);

    abstract LocationScale full(Tensor location, Tensor scale, int eventAxes);
  }

  private final Kind kind;
  private final Tensor location;
  private final double scale;
  private final int eventAxes;

  FixedScale(Kind kind, Tensor location, double scale, int eventAxes) {
    this.kind = kind;
    this.location = location;
    this.scale = scale;
    this.eventAxes = eventAxes;
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    // location minus x, not x minus location: its backward pass needs no negation
    Tensor difference = Tensors.masked(location.sub(x), known);
    Tensor sum = Tensors.sumLast(kind.distance(difference), eventAxes);
    double normaliser = -kind.logNormaliser(scale);
    if (known == null) {
      return Tensors.affine(sum, kind.factor(scale), normaliser * elements(difference));
    }
    Tensor count = Tensors.sumLast(known.expand_as(difference).to(x.scalar_type()), eventAxes);
    return Tensors.times(sum, kind.factor(scale)).add(Tensors.times(count, normaliser));
  }

  private double elements(Tensor t) {
    double n = 1;
    for (int i = 1; i <= eventAxes; i++) {
      n *= t.size(-i);
    }
    return n;
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    try (Scalar value = new Scalar(scale)) {
      Tensor scales = torch.full_like(location.detach(), value);
      return kind.full(location, scales, eventAxes).sample(noise, draws);
    }
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
  public FixedScale map(UnaryOperator<Tensor> f) {
    return new FixedScale(kind, f.apply(location), scale, eventAxes);
  }
}
