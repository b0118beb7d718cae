package dev.omnivae.core.model;

import dev.omnivae.core.fusion.Subsets;
import org.jspecify.annotations.Nullable;

/** What each component decodes. */
public enum Targets {
  /** All modalities. */
  ALL,
  /** Only the modalities it joins (MVAE, CRMVAE, the stratified ELBO). */
  MEMBERS,
  /** Only the modalities it does not join: cross-reconstruction alone. */
  OTHERS;

  /** The components that decode that modality; null for all. */
  long @Nullable [] components(Subsets subsets, int modality) {
    return switch (this) {
      case ALL -> null;
      case MEMBERS -> subsets.componentsWith(modality);
      case OTHERS -> subsets.componentsWithout(modality);
    };
  }
}
