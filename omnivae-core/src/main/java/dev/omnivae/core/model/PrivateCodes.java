package dev.omnivae.core.model;

/** Where the private code of a target comes from when the component did not see that modality. */
public enum PrivateCodes {
  /** The target's own posterior. */
  OWN,
  /** An auxiliary prior with a learned scale per modality (MMVAE+). */
  AUXILIARY,
  /** The prior p(w) that the KL of private codes is taken to. */
  PRIOR
}
