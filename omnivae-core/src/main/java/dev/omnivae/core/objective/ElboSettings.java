package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import java.util.List;

/**
 * What the plainest objectives are told: {@code {draws, beta, free_bits}}.
 *
 * @param draws K, 1 unless given
 */
record ElboSettings(DrawCounts draws, Beta beta) {
  private record Options(String name, JsonNode draws, JsonNode beta, JsonNode freeBits) {}

  /**
   * Reads and checks them.
   *
   * @param beta unless given
   */
  static ElboSettings read(Settings settings, String name, Model model, double beta) {
    Options o =
        settings.read(
            Options.class,
            new Options(name, IntNode.valueOf(1), DoubleNode.valueOf(beta), DoubleNode.valueOf(0)));
    return of(settings, model, o.draws(), Beta.read(o.beta(), o.freeBits(), settings, model, beta));
  }

  /** From what was read with keys of an objective's own. */
  static ElboSettings of(Settings settings, Model model, JsonNode draws, Beta beta) {
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    return new ElboSettings(DrawCounts.read(draws, settings.path("draws"), names), beta);
  }
}
