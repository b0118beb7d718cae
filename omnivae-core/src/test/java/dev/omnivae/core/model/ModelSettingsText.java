package dev.omnivae.core.model;

import dev.omnivae.core.config.Settings;

/** Settings from the bare words of a test: {@code {latent: {shared: 4}}}. */
final class ModelSettingsText {
  private ModelSettingsText() {}

  static Settings parse(String text) {
    return Settings.parse(
        text.replaceAll("([A-Za-z_][A-Za-z_0-9-]*)", "\"$1\"")
            .replaceAll("\"(true|false)\"", "$1"));
  }
}
