package dev.omnivae.core.objective;

import dev.omnivae.core.state.Stateful;
import java.util.Map;

/** A bound of a multimodal VAE, whose KL counts by a {@link Beta}. */
interface BetaObjective extends MultimodalObjective {
  Beta beta();

  @Override
  default Map<String, Stateful> within() {
    return Map.of("beta", beta());
  }
}
