package dev.omnivae.core.objective;

/** One whose loss has a likelihood per modality and a KL, as {@link Loss#elbo} makes them. */
interface ElboObjective extends BetaObjective {
  @Override
  default boolean termPerModality() {
    return true;
  }
}
