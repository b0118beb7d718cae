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
 * What importance-weighted objectives are told: {@code {draws, beta, private_codes, bound}}.
 *
 * @param estimator of the gradient
 * @param draws K, 10 unless given
 * @param across where private codes come from across modalities
 * @param tight whether the mean over components stands inside the logarithm; looser unless given
 */
record ImportanceSettings(
    Estimator estimator, DrawCounts draws, Beta beta, PrivateCodes across, boolean tight) {
  private record Options(
      String name, JsonNode draws, JsonNode beta, String privateCodes, String bound) {}

  private enum Bound {
    TIGHT,
    LOOSER
  }

  static ImportanceSettings read(
      Settings settings, String name, Model model, Estimator.Kind estimator) {
    Options o =
        settings.read(
            Options.class,
            new Options(name, IntNode.valueOf(10), DoubleNode.valueOf(1), "own", "looser"));
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    return new ImportanceSettings(
        new Estimator(estimator),
        DrawCounts.read(o.draws(), settings.path("draws"), names),
        Beta.read(o.beta(), settings.path("beta"), 1).withoutCapacity(settings.path("beta")),
        Choices.of(PrivateCodes.class, o.privateCodes(), settings.path("private_codes")),
        Choices.of(Bound.class, o.bound(), settings.path("bound")) == Bound.TIGHT);
  }
}
