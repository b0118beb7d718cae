package dev.omnivae.core.distribution;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The families of codes a recipe names in {@code model.latent}: {@code {family:
 * normal|laplace|point, scale: exp|softmax}}.
 *
 * <p>Raw outputs are {@code (..., 2 width)}: locations, then raw scales s, which become
 *
 * <pre>{@code
 * exp      scale = exp(s / 2)                  s is a log variance
 * softmax  scale = softmax(s) · width + 1e-6   the scales of a code sum to its width
 * }</pre>
 *
 * <p>The published programs use {@code exp} with the normal and {@code softmax} with the Laplace
 * family (Shi et al. 2019); both go with both.
 */
public final class LatentFamilies {
  public static final List<String> FAMILIES = List.of("normal", "laplace", "point");
  public static final List<String> SCALES = List.of("exp", "softmax");
  private static final double SMALLEST = 1e-6;

  private LatentFamilies() {}

  /**
   * The family of that name.
   *
   * @param family {@code normal}, {@code laplace}, or {@code point}, which has no scale
   * @param scale {@code exp} or {@code softmax}; null for the published one of the family
   * @throws InputException naming the nearest choice when there is none
   */
  public static LatentFamily of(String family, @Nullable String scale) {
    known("model.latent.family", family, FAMILIES);
    if (family.equals("point")) {
      return new Point.Family();
    }
    boolean normal = family.equals("normal");
    String chosen = scale == null ? (normal ? "exp" : "softmax") : scale;
    known("model.latent.scale", chosen, SCALES);
    return new Family(family, normal, chosen.equals("exp"));
  }

  private static void known(String what, String name, List<String> choices) {
    if (!choices.contains(name)) {
      throw new InputException(
          "%s must be a known name, got '%s'; %s"
              .formatted(what, name, Nearest.hint(name, choices)));
    }
  }

  private record Family(String name, boolean normal, boolean exp) implements LatentFamily {
    @Override
    public long parameters(long width) {
      return 2 * width;
    }

    @Override
    public Factorised of(Tensor raw) {
      long width = raw.size(-1) / 2;
      if (raw.size(-1) != 2 * width) {
        throw new IllegalArgumentException(
            "raw parameters must be of even number, got %d; give locations, then raw scales"
                .formatted(raw.size(-1)));
      }
      return at(raw.narrow(-1, 0, width), raw.narrow(-1, width, width));
    }

    @Override
    public Factorised standard(long width, Tensor like) {
      if (normal) {
        return Normal.standard(width, like);
      }
      Tensor zero = torch.zeros(new long[] {width}, like.options());
      return Laplace.ofLog(zero, zero);
    }

    @Override
    public Factorised centred(Tensor rawScale) {
      return at(torch.zeros_like(rawScale), rawScale);
    }

    private Factorised at(Tensor location, Tensor rawScale) {
      if (exp) {
        Tensor logScale = Tensors.times(rawScale, 0.5);
        return normal ? Normal.ofLog(location, logScale) : Laplace.ofLog(location, logScale);
      }
      double width = rawScale.size(-1);
      Tensor scale = Tensors.plus(Tensors.times(rawScale.softmax(-1), width), SMALLEST);
      return normal ? Normal.of(location, scale, 1) : Laplace.of(location, scale, 1);
    }
  }
}
