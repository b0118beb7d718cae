package dev.omnivae.core.prior;

import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.state.Parameters;

/** A prior, named in a recipe as {@code model.prior.kind}. */
public interface PriorProvider extends Named {
  Prior create(Settings settings, LatentFamily family, long latent, Parameters parameters);
}
