package dev.omnivae.core.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.omnivae.core.config.InputException;
import java.util.Map;

/**
 * The latent space: {@code model.latent}.
 *
 * @param family {@code normal} or {@code laplace}
 * @param scale how raw outputs become scales: {@code exp} (exp(raw / 2)) or {@code softmax}
 *     (softmax(raw) D + 1e-6)
 * @param shared dimensions of the shared code
 * @param own dimensions of the private code by modality, key {@code private}; absent means none
 */
public record LatentSettings(
    String family, String scale, int shared, @JsonProperty("private") Map<String, Integer> own) {
  /** Normal, exp, 20 shared dimensions, nothing private. */
  public static final LatentSettings DEFAULT = new LatentSettings("normal", "exp", 20, Map.of());

  public LatentSettings {
    own = Map.copyOf(own);
    if (shared < 1) {
      throw InputException.of("shared", "at least 1", shared, "write shared: 20");
    }
    own.forEach(
        (modality, width) -> {
          if (width < 0) {
            throw InputException.of(
                "private." + modality, "at least 0", width, "write 0 for no private code");
          }
        });
  }
}
