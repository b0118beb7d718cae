package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;

/**
 * What objectives of two stages are told: {@code {stage, draws, beta, free_bits}}.
 *
 * @param <S> the stages
 * @param stage the first unless given
 */
record StagedSettings<S extends Enum<S>>(S stage, DrawCounts draws, Beta beta) {
  private record Options(
      String name, String stage, JsonNode draws, JsonNode beta, JsonNode freeBits) {}

  static <S extends Enum<S>> StagedSettings<S> read(
      Settings settings, String name, Model model, Class<S> stages) {
    Options o =
        settings.read(
            Options.class,
            new Options(
                name, "joint", IntNode.valueOf(1), DoubleNode.valueOf(1), DoubleNode.valueOf(0)));
    ElboSettings elbo =
        ElboSettings.of(
            settings, model, o.draws(), Beta.read(o.beta(), o.freeBits(), settings, model, 1));
    return new StagedSettings<>(
        Choices.of(stages, o.stage(), settings.path("stage")), elbo.draws(), elbo.beta());
  }
}
