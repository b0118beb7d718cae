package dev.omnivae.core.fusion;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.MixtureDistribution;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * q(z given X) as weighted components.
 *
 * @param components {@code (component, batch, latent)}
 * @param logWeights {@code (component, batch)} with gradient where learned; -inf for an absent
 *     component. Sums to 1 over components in every column
 * @param subsets which modalities each component joins
 */
public record Posterior(Factorised components, Tensor logWeights, Subsets subsets) {
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
        : new MixtureDistribution(components, logWeights);
  }

  /** Its first components, which are of these subsets. */
  public Posterior first(Subsets first) {
    long count = first.components();
    return new Posterior(
        components.map(p -> p.narrow(0, 0, count)), logWeights.narrow(0, 0, count), first);
  }

  public Posterior detach() {
    return map(Tensor::detach);
  }

  private Posterior map(UnaryOperator<Tensor> f) {
    return new Posterior(components.map(f), f.apply(logWeights), subsets);
  }
}
