package dev.omnivae.core.model;

/** What each component decodes. */
public enum Targets {
  /** All modalities. */
  ALL,
  /** Only the modalities it joins (MVAE, CRMVAE, the stratified ELBO). */
  MEMBERS,
  /** Only the modalities it does not join: cross-reconstruction alone. */
  OTHERS
}
