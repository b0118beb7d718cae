package dev.omnivae.core.fusion;

import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.state.Parameters;

/** A fusion, named in a recipe as {@code model.fusion}. */
public interface FusionProvider extends Named {
  Fusion create(Settings settings, int modalities, Parameters parameters);
}
