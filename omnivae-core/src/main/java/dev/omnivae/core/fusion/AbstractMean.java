package dev.omnivae.core.fusion;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.distribution.Normal;
import java.util.Arrays;
import java.util.Map;

/**
 * Weighted geometric mean of experts, the abstract mean of a product.
 *
 * <pre>{@code
 * q(z | X) ∝ p(z)^{π_0} Π_{m ∈ A} q_m(z | x_m)^{π_m},    π_0 + Σ_{m ∈ A} π_m = 1
 * }</pre>
 *
 * <p>A is the set of available modalities, per sample; weights are divided by their sum over what
 * is there. Unlike a product it does not grow surer with every expert that says the same: experts
 * that agree give themselves. With the prior N(0, I) as one of them it is the dynamic prior of
 * Sutter et al. 2020, "Multimodal Generative Learning Utilizing Jensen-Shannon-Divergence", section
 * 4.1. Normal experts only.
 */
public final class AbstractMean implements Fusion {
  private final double[] weights;
  private final double prior;

  /**
   * A geometric mean.
   *
   * @param prior weight of the prior expert, 0 for none
   * @param weights per modality, all positive
   */
  public AbstractMean(double prior, double... weights) {
    this.weights = weights.clone();
    this.prior = prior;
  }

  @Override
  public Subsets components(int modalities) {
    return Subsets.full(modalities);
  }

  @Override
  public boolean anySubsets() {
    return true;
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    Normal components = Products.geometricMean(experts, subsets, weights, prior);
    return new Posterior(components, Presence.weights(experts, subsets, components), subsets);
  }

  /** {@code fusion: {name: abstract-mean, prior: false, weights: {mnist: 2}}}. */
  public static final class Provider implements FusionProvider {
    /**
     * Settings.
     *
     * @param prior whether N(0, I) is one of the experts, with weight 1
     * @param weights by modality, 1 where not named
     */
    record Options(String name, boolean prior, Map<String, Double> weights) {}

    @Override
    public String name() {
      return "abstract-mean";
    }

    @Override
    public Fusion create(FusionContext context) {
      Products.requireNormal(context);
      Options options =
          context.settings().read(Options.class, new Options(name(), false, Map.of()));
      double[] weights = new double[context.modalities().size()];
      Arrays.fill(weights, 1);
      options
          .weights()
          .forEach(
              (modality, weight) -> {
                int m = context.modalities().indexOf(modality);
                String path = context.settings().path("weights");
                if (m < 0) {
                  throw new InputException(
                      "%s must name modalities, got '%s'; %s"
                          .formatted(path, modality, Nearest.hint(modality, context.modalities())));
                }
                if (!(weight > 0) || weight.isInfinite()) {
                  throw InputException.of(
                      path + "." + modality,
                      "a positive number",
                      weight,
                      "write 1, as for those not named");
                }
                weights[m] = weight;
              });
      return new AbstractMean(options.prior() ? 1 : 0, weights);
    }
  }
}
