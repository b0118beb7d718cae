package dev.omnivae.core.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.omnivae.core.config.InputException;
import java.util.List;
import java.util.Map;

/**
 * The latent space: {@code model.latent}.
 *
 * @param family {@code normal}, {@code laplace}, or {@code point}: the code of an autoencoder
 * @param scale how raw outputs become scales: {@code exp} (exp(raw / 2)) or {@code softmax}
 *     (softmax(raw) D + 1e-6)
 * @param shared dimensions of the shared code
 * @param own dimensions of the private code by modality, key {@code private}; absent means none. A
 *     recipe may write one number for all modalities
 * @param total what shared and private dimensions of every modality must add up to, where a recipe
 *     says so (the published {@code latent_dim_u}); 0 for no such check
 * @param generate where the private code of a modality that was not seen comes from at test time:
 *     {@code prior}, the one that its KL is taken to, or {@code auxiliary}, the modality's own with
 *     a learned scale
 */
public record LatentSettings(
    String family,
    String scale,
    int shared,
    @JsonProperty("private") Map<String, Integer> own,
    int total,
    String generate) {
  /** Normal, exp, 20 shared dimensions, nothing private. */
  public static final LatentSettings DEFAULT =
      new LatentSettings("normal", "exp", 20, Map.of(), 0, "prior");

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
    if (total < 0) {
      throw InputException.of("total", "at least 0", total, "leave it out for no check");
    }
    if (!generate.equals("prior") && !generate.equals("auxiliary")) {
      throw InputException.of(
          "generate", "prior or auxiliary", "'" + generate + "'", "write generate: prior");
    }
  }

  /** Dimensions of a modality's private code, 0 for none. */
  int width(String modality) {
    return own.getOrDefault(modality, 0);
  }

  /** {@link #generate} as where codes come from. */
  PrivateCodes generated() {
    return generate.equals("auxiliary") ? PrivateCodes.AUXILIARY : PrivateCodes.PRIOR;
  }

  /**
   * Checks that every modality has {@code total} dimensions.
   *
   * @param path of the key, for the error
   */
  void checkTotal(List<String> modalities, String path) {
    for (String modality : modalities) {
      int sum = shared + width(modality);
      if (total > 0 && sum != total) {
        throw InputException.of(
            path,
            "shared + private of every modality",
            "%d where %s has %d + %d = %d".formatted(total, modality, shared, width(modality), sum),
            "change one of the three or leave total out");
      }
    }
  }
}
