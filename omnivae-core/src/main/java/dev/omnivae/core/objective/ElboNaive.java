package dev.omnivae.core.objective;

/** Placeholder of the naive ELBO until its formula lands. */
final class ElboNaive {
  private ElboNaive() {}
}
