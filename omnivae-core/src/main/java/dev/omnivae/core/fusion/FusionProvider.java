package dev.omnivae.core.fusion;

import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;

/** A fusion, named in a recipe as {@code model.fusion}. */
public interface FusionProvider extends Named {
  Fusion create(FusionContext context);

  /**
   * Whether it reads features of trunks of its own, apart from those the experts are read from; the
   * model then builds a second trunk per modality, under {@code modality.NAME.joint}.
   *
   * @param settings the mapping {@code model.fusion}
   */
  default boolean ownTrunks(Settings settings) {
    return false;
  }
}
