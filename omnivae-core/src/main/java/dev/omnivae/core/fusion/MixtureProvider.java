package dev.omnivae.core.fusion;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.state.Parameters;

/** {@code fusion: mixture}. */
public final class MixtureProvider implements FusionProvider {
  @Override
  public String name() {
    return "mixture";
  }

  @Override
  public Fusion create(Settings settings, int modalities, Parameters parameters) {
    settings.allow(java.util.List.of("name"));
    return new Mixture();
  }
}
