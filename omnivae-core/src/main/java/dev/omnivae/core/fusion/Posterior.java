package dev.omnivae.core.fusion;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.MixtureDistribution;
import org.bytedeco.pytorch.Tensor;

/**
 * q(z given X) as weighted components.
 *
 * @param components over {@code (component, batch, latent)}; of most fusions {@link #factorised}
 * @param logWeights {@code (component, batch)} with gradient where learned; -inf for an absent
 *     component. Sums to 1 over components in every column
 * @param subsets which modalities each component joins
 */
public record Posterior(Distribution components, Tensor logWeights, Subsets subsets) {
  /**
   * The components, where their dimensions are independent: for KLs in closed form, and whatever
   * looks at one dimension.
   *
   * @throws InputException where they are not, in the words of a recipe
   */
  public Factorised factorised() {
    if (components instanceof Factorised known) {
      return known;
    }
    throw InputException.of(
        "model.fusion",
        "one whose posterior has independent dimensions, for this objective, prior or metric",
        components.getClass().getSimpleName(),
        "write fusion: mixture");
  }

  /**
   * Log density under each component.
   *
   * @param z {@code (draw, component, batch, latent)}
   * @return {@code (evaluated, draw, component, batch)}: first axis which component's density,
   *     third whose draw
   */
  public Tensor logProbEach(Tensor z) {
    return components.map(p -> p.unsqueeze(1).unsqueeze(1)).logProb(z.unsqueeze(0));
  }

  /**
   * Log density of the whole mixture, in nats.
   *
   * @param z {@code (draw, component, batch, latent)}
   * @return {@code (draw, component, batch)}
   */
  public Tensor logProb(Tensor z) {
    if (subsets.components() == 1) {
      return components.logProb(z);
    }
    return logProbEach(z)
        .add(logWeights.unsqueeze(1).unsqueeze(1))
        .logsumexp(new long[] {0}, false);
  }

  /** As one distribution over {@code (batch, latent)}: its only component, or the mixture. */
  public Distribution distribution() {
    return subsets.components() == 1
        ? components.map(p -> p.squeeze(0))
        : new MixtureDistribution(factorised(), logWeights);
  }

  /** Its first components, which are of these subsets. */
  public Posterior first(Subsets first) {
    long count = first.components();
    return new Posterior(
        components.map(p -> p.narrow(0, 0, count)), logWeights.narrow(0, 0, count), first);
  }

  public Posterior detach() {
    return new Posterior(components.detach(), logWeights.detach(), subsets);
  }
}
