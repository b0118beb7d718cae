package dev.omnivae.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Named codes of any model: {@code shared}, {@code own.mnist}, {@code level.2}. Each is {@code
 * (draw, batch, latent)}.
 */
public record Latents(Map<String, Tensor> codes) {
  /** Name of the shared code. */
  public static final String SHARED = "shared";

  /**
   * Name of what a decoder is told beside the codes: nothing random, and left as it is by what
   * moves codes.
   */
  public static final String GIVEN = "given";

  public Latents {
    codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
  }

  /** Name of a modality's private code. */
  public static String own(String modality) {
    return "own." + modality;
  }

  /** Name of the code of a level of a hierarchy, 1 next to the data. */
  public static String level(int level) {
    return "level." + level;
  }

  public Tensor of(String name) {
    Tensor code = codes.get(name);
    if (code == null) {
      throw new IllegalArgumentException("latents must hold '" + name + "', got " + codes.keySet());
    }
    return code;
  }

  /** The same of every code. */
  public Latents map(UnaryOperator<Tensor> f) {
    Map<String, Tensor> mapped = new LinkedHashMap<>(codes);
    mapped.replaceAll((name, code) -> f.apply(code));
    return new Latents(mapped);
  }

  public Tensor shared() {
    return of(SHARED);
  }
}
