package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.network.layer.Activations;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code training.log: full}. */
@OnEngine
final class CloseLookTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FC1 = "modality.a.encoder.fc1";

  /** Final parameters of one epoch of a small VAE of vectors: 12 steps. */
  private static double[] train(Path folder, String log, String initial) {
    Samples samples = TinyVae.samples(200, 1);
    ParameterStore store = new ParameterStore();
    Model model =
        Models.create(
            json(
                "{'latent': {'shared': 2}, 'modalities': {'a': {'network': 'mlp', 'likelihood':"
                    + " 'normal', 'encoder': {'hidden': [5]}, 'initial': %s}}}".formatted(initial)),
            Schema.of(samples.modalities().get(0)),
            store);
    TrainingPlan plan =
        TrainingPlan.create(
            json(
                "{'epochs': 1, 'batch_size': 16, 'log_every': 4, 'optimizer': {'name': 'sgd',"
                    + " 'learning_rate': 0.01}, 'objective': {'name': 'elbo'}, 'log': '%s'}"
                        .formatted(log)),
            model,
            store);
    Runs.allocate(store);
    new Trainer(plan, model, null, samples, null, folder, 1, TrainingListener.NONE).run(false);
    return Tensors.doubles(store.values());
  }

  private static Settings json(String text) {
    return Settings.parse(text.replace('\'', '"'));
  }

  private static List<JsonNode> lines(Path folder) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Runs.metrics(folder)) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void trainingIsTheSameWithItAndWithout(@TempDir Path plain, @TempDir Path full)
      throws IOException {
    double[] without = train(plain, "plain", "{}");
    double[] with = train(full, "full", "{}");

    assertThat(with).containsExactly(without);
    assertThat(lines(plain)).noneMatch(line -> line.has("layers") || line.has("latent"));
    assertThat(lines(full)).hasSize(3).allMatch(line -> line.has("layers"));
  }

  @Test
  void everyLayerAndParameterIsTold(@TempDir Path folder) throws IOException {
    train(folder, "full", "{}");
    JsonNode line = lines(folder).get(0);

    List<String> layers = new ArrayList<>();
    line.get("layers").fieldNames().forEachRemaining(layers::add);
    assertThat(layers)
        .containsExactly(
            FC1, "modality.a.encoder.heads", "modality.a.decoder.fc1", "modality.a.decoder.out");
    assertThat(line.get("layers").get(FC1).get("mean").asDouble()).as("rectified").isPositive();
    JsonNode weight = line.get("parameters").get(FC1 + ".weight");
    // plain gradient descent: the step is the learning rate times the gradient, float32
    assertThat(weight.get("update").asDouble())
        .isCloseTo(0.01 * weight.get("gradient").asDouble(), within(1e-5));
    assertThat(line.get("latent").get("a").get("kl")).hasSize(2);
  }

  @Test
  void zerosAreDeadAndSayNothing(@TempDir Path folder) throws IOException {
    train(folder, "full", "{'weights': 'zeros', 'biases': 'zeros'}");
    JsonNode line = lines(folder).get(0);

    JsonNode layer = line.get("layers").get(FC1);
    assertThat(layer.get("dead").asDouble()).isEqualTo(1);
    assertThat(layer.get("deviation").asDouble()).isZero();
    assertThat(line.get("latent").get("a").get("active").asInt()).isZero();
    for (JsonNode nats : line.get("latent").get("a").get("kl")) {
      assertThat(nats.asDouble()).isZero();
    }
  }

  @Test
  void nothingIsHeardOnceItIsClosed() {
    Activations inner;
    try (Activations outer = Activations.open()) {
      inner = Activations.open();
      Activations.see("a", Tensors.of(new double[] {1}, 1));
      inner.close();
      Activations.see("b", Tensors.of(new double[] {2}, 1));
      assertThat(outer.seen()).containsOnlyKeys("b");
    }
    Activations.see("c", Tensors.of(new double[] {3}, 1));

    assertThat(inner.seen()).containsOnlyKeys("a");
  }

  @Test
  void anUnknownLogIsOneLine(@TempDir Path folder) {
    assertThatThrownBy(() -> train(folder, "all", "{}"))
        .isInstanceOf(InputException.class)
        .hasMessage("log must be plain or full, got 'all'; write log: full");
  }
}
