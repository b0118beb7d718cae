package dev.omnivae.core.distribution;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The likelihoods a recipe names in {@code model.modalities.NAME.likelihood}.
 *
 * <table>
 * <caption>Likelihoods</caption>
 * <tr><th>name</th><th>the decoder gives</th><th>scale</th></tr>
 * <tr><td>laplace</td><td>locations</td><td>b, fixed; published 0.75</td></tr>
 * <tr><td>normal</td><td>means</td><td>standard deviation, fixed</td></tr>
 * <tr><td>bernoulli</td><td>logits</td><td>not used</td></tr>
 * <tr><td>categorical</td><td>logits, classes on the last axis</td><td>not used</td></tr>
 * </table>
 */
public final class Likelihoods {
  public static final List<String> NAMES = List.of("laplace", "normal", "bernoulli", "categorical");

  private Likelihoods() {}

  /**
   * The likelihood of that name.
   *
   * @param scale of Laplace and normal; positive and finite
   * @throws InputException on an unknown name or a scale that is not positive
   */
  public static Likelihood create(String name, double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw InputException.of("likelihood scale", "a positive number", scale, "write scale: 0.75");
    }
    return switch (name) {
      case "laplace" -> fixed(FixedScale.Kind.LAPLACE, scale);
      case "normal" -> fixed(FixedScale.Kind.NORMAL, scale);
      case "bernoulli" -> new Single(Bernoulli::ofLogits, true);
      case "categorical" -> new Single(Categorical::ofLogits, true);
      default ->
          throw new InputException(
              "likelihood must be a known name, got '%s'; %s"
                  .formatted(name, Nearest.hint(name, NAMES)));
    };
  }

  private static Likelihood fixed(FixedScale.Kind kind, double scale) {
    return new Single((raw, eventAxes) -> new FixedScale(kind, raw, scale, eventAxes), false);
  }

  private interface Maker {
    Distribution of(Tensor raw, int eventAxes);
  }

  private record Single(Maker maker, boolean takesLogits) implements Likelihood {
    @Override
    public int parametersPerElement() {
      return 1;
    }

    @Override
    public Distribution of(Tensor raw, int eventAxes) {
      return maker.of(raw, eventAxes);
    }
  }
}
