package dev.omnivae.eval.probe;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.latent.CodeSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The codes of a model, by name: {@code A}, the shared code given A alone, {@code A.private}, A's
 * own beside it, and {@code joint}, the shared code given everything. Of a model without a shared
 * code all codes side by side.
 */
public final class CodeSources {
  /** Of the shared code given all modalities. */
  public static final String JOINT = "joint";

  private static final String PRIVATE = ".private";

  private CodeSources() {}

  /** Shared codes given each modality alone that says something of them. */
  public static Map<String, Codes.Source> alone(Model model) {
    Map<String, Codes.Source> sources = new LinkedHashMap<>();
    for (Modality modality : model.modalities()) {
      String name = modality.name();
      if (CodeSet.describes(model, Set.of(name))) {
        sources.put(name, source(model, Set.of(name)));
      }
    }
    return sources;
  }

  /** The shared code given all modalities; none of a model of one. */
  public static Map<String, Codes.Source> joint(Model model) {
    Set<String> all =
        model.modalities().stream().map(Modality::name).collect(Collectors.toUnmodifiableSet());
    return all.size() < 2 ? Map.of() : Map.of(JOINT, source(model, all));
  }

  /** The private code of each modality that has one. */
  public static Map<String, Codes.Source> own(Model model) {
    Map<String, Codes.Source> sources = new LinkedHashMap<>();
    for (String name : model.privateCodes().stream().sorted().toList()) {
      Codes.Source whole = source(model, Set.of(name));
      sources.put(
          name + PRIVATE,
          new Codes.Source(
              whole.modalities(),
              (batch, noise) -> {
                String own = Latents.own(name);
                return new Latents(Map.of(own, whole.encoding().of(batch, noise).of(own)));
              }));
    }
    return sources;
  }

  private static Codes.Source source(Model model, Set<String> given) {
    return new Codes.Source(given, (batch, noise) -> model.infer(batch.given(given), 1, noise));
  }
}
