package dev.omnivae.core.fusion;

import dev.omnivae.core.config.Named;

/** A fusion, named in a recipe as {@code model.fusion}. */
public interface FusionProvider extends Named {
  Fusion create(FusionContext context);
}
