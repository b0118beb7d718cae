package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.PrivateCodes;
import java.util.List;

/**
 * What ELBOs over the components of a posterior are told: {@code {draws, beta, free_bits,
 * private_codes, components}}.
 *
 * @param draws K, 1 unless given
 * @param across where private codes come from across modalities, their own posterior unless given
 * @param random whether one component per example is decoded, or each
 */
record MixtureSettings(DrawCounts draws, Beta beta, PrivateCodes across, boolean random) {
  private record Options(
      String name,
      JsonNode draws,
      JsonNode beta,
      JsonNode freeBits,
      String privateCodes,
      String components) {}

  /** Which components are decoded. */
  enum Components {
    EACH,
    RANDOM;

    private String word() {
      return this == EACH ? "each" : "random";
    }
  }

  /**
   * Reads and checks them.
   *
   * @param components unless given
   */
  static MixtureSettings read(Settings settings, String name, Model model, Components components) {
    Options o =
        settings.read(
            Options.class,
            new Options(
                name,
                IntNode.valueOf(1),
                DoubleNode.valueOf(1),
                DoubleNode.valueOf(0),
                "own",
                components.word()));
    return of(
        settings,
        model,
        o.draws(),
        Beta.read(o.beta(), o.freeBits(), settings, model, 1),
        o.privateCodes(),
        Choices.of(Components.class, o.components(), settings.path("components")));
  }

  /** From what was read with keys of an objective's own. */
  static MixtureSettings of(
      Settings settings,
      Model model,
      JsonNode draws,
      Beta beta,
      String privateCodes,
      Components components) {
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    return new MixtureSettings(
        DrawCounts.read(draws, settings.path("draws"), names),
        beta,
        Choices.of(PrivateCodes.class, privateCodes, settings.path("private_codes")),
        components == Components.RANDOM);
  }
}
