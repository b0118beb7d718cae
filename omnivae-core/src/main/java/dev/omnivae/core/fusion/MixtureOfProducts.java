package dev.omnivae.core.fusion;

import dev.omnivae.core.distribution.Normal;

/**
 * Mixture of products of experts over chosen subsets of the modalities.
 *
 * <pre>{@code
 * q(z | X) = 1/|S| Σ_{S ∈ S} q_S(z),    q_S(z) ∝ p_S(z) Π_{m ∈ S} q_m(z | x_m)
 * }</pre>
 *
 * <p>With all non-empty subsets it is that of MoPoE (Sutter et al. 2021, "Generalized Multimodal
 * ELBO", definition 1), with single modalities a mixture, with the full set a product. p_S is the
 * prior expert N(0, I) or 1: never there as the paper's formula has it, in the full set alone as
 * the reference program has it, or in every subset. The empty set, the prior itself, is never a
 * component: nothing can be learnt from decoding it. Normal experts only.
 *
 * <p>A sample that lacks modalities has of every subset what is there of it; of subsets that become
 * equal only the first counts, and what is left weighs the same. With all subsets that is all
 * subsets of what is available, as in the reference program; with single modalities and the full
 * set, the product of what is available stays a component, where the program would lose it.
 */
public final class MixtureOfProducts implements Fusion {
  /** Which subsets have the prior as one of their experts. */
  public enum PriorExpert {
    NEVER,
    ALWAYS,
    /** Only the set of all modalities. */
    FULL
  }

  private final Subsets own;
  private final PriorExpert prior;

  public MixtureOfProducts(Subsets subsets, PriorExpert prior) {
    this.own = subsets;
    this.prior = prior;
  }

  @Override
  public Subsets components(int modalities) {
    return own;
  }

  @Override
  public boolean anySubsets() {
    return true;
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    int modalities = experts.modalities().size();
    boolean[] priors = new boolean[subsets.components()];
    for (int c = 0; c < priors.length; c++) {
      boolean full = subsets.members().get(c).size() == modalities;
      priors[c] = prior == PriorExpert.ALWAYS || (prior == PriorExpert.FULL && full);
    }
    Normal components = Products.of(experts, subsets, priors);
    return new Posterior(
        components,
        Presence.uniform(
            Presence.distinct(experts, subsets),
            priors.length,
            experts.batch().size(),
            components.location()),
        subsets);
  }
}
