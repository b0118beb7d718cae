package dev.omnivae.core.fusion;

import dev.omnivae.core.state.Stateful;

/**
 * How experts become one posterior. Open: products, mixtures, joint encoders, learned weights are
 * all fusions.
 */
public interface Fusion extends Stateful {
  /** The components this fusion makes when nobody asks for particular ones. */
  Subsets components(int modalities);

  /**
   * The posterior over these components; experts of absent modalities fall out.
   *
   * @param subsets one per component
   */
  Posterior posterior(Experts experts, Subsets subsets);

  /** Whether posteriors of any subsets may be asked for, not only of its own components. */
  default boolean anySubsets() {
    return false;
  }

  /** Whether the dimensions of its components are independent, so that KLs have a closed form. */
  default boolean factorised() {
    return true;
  }

  /**
   * The posterior that generation and evaluation draw from, where it is another than that of
   * training: a model trained on every subset may infer with the one subset that is there.
   */
  default Posterior inference(Experts experts) {
    return posterior(experts);
  }

  default Posterior posterior(Experts experts) {
    return posterior(experts, components(experts.modalities().size()));
  }
}
