package dev.omnivae.core.distribution;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * All mass at one point: the code of an autoencoder, which is no distribution. It has no density,
 * and its KL counts as 0, so that of an ELBO the reconstruction is left.
 *
 * @param location {@code (..., latent)}
 */
public record Point(Tensor location) implements Factorised {
  /**
   * There is none.
   *
   * @throws InputException always, in the words of a recipe: an objective or a metric has asked
   */
  @Override
  public Tensor logDensity(Tensor x) {
    throw InputException.of(
        "model.latent.family",
        "one with a density, for importance weights and bounds of the likelihood",
        "'point'",
        "write family: normal, or leave out the objective or metric that asks for it");
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    return logDensity(x);
  }

  @Override
  public int eventAxes() {
    return 1;
  }

  @Override
  public Tensor standardDeviation() {
    return torch.zeros_like(location);
  }

  @Override
  public boolean hasKlTo(Factorised p) {
    return true;
  }

  /** Zeros: an autoencoder pays nothing for its code. */
  @Override
  public Tensor klTo(Factorised p) {
    return torch.zeros_like(location);
  }

  /** The point, that often. */
  @Override
  public Tensor sample(Noise noise, long draws) {
    return location.unsqueeze(0).expand(Tensors.prepend(Tensors.shape(location), draws));
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
  public Point map(UnaryOperator<Tensor> f) {
    return new Point(f.apply(location));
  }

  @Override
  public Point stack(List<? extends Factorised> all, long axis) {
    return new Point(
        Tensors.stack(
            all.stream()
                .map(
                    other -> {
                      if (other instanceof Point point) {
                        return point.location;
                      }
                      throw Events.mismatch(this, other);
                    })
                .toList(),
            axis));
  }

  /** {@code point}: as many raw numbers as dimensions; what one draws from is N(0, 1). */
  static final class Family implements LatentFamily {
    @Override
    public String name() {
      return "point";
    }

    @Override
    public long parameters(long width) {
      return width;
    }

    @Override
    public Factorised of(Tensor raw) {
      return new Point(raw);
    }

    @Override
    public Factorised standard(long width, Tensor like) {
      return Normal.standard(width, like);
    }

    @Override
    public Factorised centred(Tensor rawScale) {
      return Normal.ofLog(torch.zeros_like(rawScale), Tensors.times(rawScale, 0.5));
    }
  }
}
