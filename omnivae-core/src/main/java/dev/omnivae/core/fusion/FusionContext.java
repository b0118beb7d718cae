package dev.omnivae.core.fusion;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.state.Parameters;
import java.util.List;

/**
 * What a fusion is built from.
 *
 * @param settings the mapping {@code model.fusion}, the key {@code name} included
 * @param modalities names in the model's order
 * @param features width of each modality's {@code Encoding.features()}, in that order
 * @param family of the experts
 * @param latent dimensions of the shared code
 * @param parameters where to declare what is learned
 */
public record FusionContext(
    Settings settings,
    List<String> modalities,
    List<Long> features,
    LatentFamily family,
    long latent,
    Parameters parameters) {
  public FusionContext {
    modalities = List.copyOf(modalities);
    features = List.copyOf(features);
  }
}
