package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void trainsLogsAndSaves(@TempDir Path folder) throws Exception {
    var run = new Runs.Run("{\"epochs\": 4, \"batch_size\": 16, \"log_every\": 5, \"clip\": 10}");
    List<TrainingListener.Progress> progress = new ArrayList<>();
    run.listener =
        new TrainingListener() {
          @Override
          public void progress(Progress p) {
            progress.add(p);
          }
        };

    TrainingResult result = run.train(folder, false);

    assertThat(result.steps()).isEqualTo(48); // 200 samples are 12 whole batches of 16
    assertThat(result.stopped()).isEqualTo("done");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Runs.metrics(folder)) {
      lines.add(MAPPER.readTree(line));
    }
    List<JsonNode> train =
        lines.stream().filter(l -> l.get("split").asText().equals("train")).toList();
    List<JsonNode> valid =
        lines.stream().filter(l -> l.get("split").asText().equals("valid")).toList();
    assertThat(train)
        .extracting(l -> l.get("step").asInt())
        .containsExactly(5, 10, 15, 20, 25, 30, 35, 40, 45, 48);
    assertThat(valid).extracting(l -> l.get("step").asInt()).containsExactly(12, 24, 36, 48);
    JsonNode last = train.get(9);
    assertThat(last.get("epoch").asDouble()).isEqualTo(4);
    assertThat(last.get("phase").asText()).isEqualTo("train");
    assertThat(last.get("learning_rate").asDouble()).isEqualTo(1e-3);
    assertThat(last.get("gradient_norm").asDouble()).isPositive();
    double loss =
        last.get("terms").get("reconstruction").asDouble()
            + 0.5 * last.get("terms").get("kl").asDouble();
    // float32 means over 3 steps
    assertThat(last.get("loss").asDouble())
        .isCloseTo(loss, org.assertj.core.data.Offset.offset(1e-5));
    assertThat(valid.get(3).get("bound").asDouble())
        .isGreaterThan(valid.get(0).get("bound").asDouble());
    assertThat(result.bestBound()).isEqualTo(valid.get(3).get("bound").asDouble());
    for (String name : new String[] {"best", "last"}) {
      for (String file :
          new String[] {"model.safetensors", "optimizer.safetensors", "state.json"}) {
        assertThat(folder.resolve("checkpoints").resolve(name).resolve(file)).exists();
      }
    }
    assertThat(progress).hasSize(10);
    assertThat(progress.get(9).step()).isEqualTo(48);
    assertThat(progress.get(9).totalSteps()).isEqualTo(48);
    assertThat(folder.resolve("checkpoints").toFile().list()).containsOnly("best", "last");
  }

  @Test
  void parametersStayViewsOfTheFlatTensor(@TempDir Path folder) {
    var run = new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}");

    run.train(folder, false);

    float[] flat = Tensors.floats(run.store.values());
    float[] encoder = Tensors.floats(run.model.encoder.tensor());
    float[] decoder = Tensors.floats(run.model.decoder.tensor());
    assertThat(flat).startsWith(encoder).endsWith(decoder);
  }

  @Test
  void aLossThatTurnsNaNNamesStepAndTermAndLeavesTheLastGoodCheckpoint(@TempDir Path folder)
      throws Exception {
    var run =
        new Runs.Run(
            "{\"epochs\": 4, \"batch_size\": 16, \"log_every\": 5, \"checkpoint_every\": 10}");
    run.elbo.nanAt = 26;

    assertThatThrownBy(() -> run.train(folder, false))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "term 'kl' must be finite, got NaN at step 27; lower the learning rate or set"
                + " training.clip");

    JsonNode state = MAPPER.readTree(folder.resolve("checkpoints/last/state.json").toFile());
    assertThat(state.get("step").asLong()).isEqualTo(20);
    var again = new Runs.Run("{\"epochs\": 4, \"batch_size\": 16}");
    ModelFile.load(folder.resolve("checkpoints/last/model.safetensors"), again.store, again.model);
    assertThat(again.store.values().isfinite().all().item_bool()).isTrue();
  }

  @Test
  void parametersThatAreNotFiniteAreNeverSaved(@TempDir Path folder) {
    // the gradient overflows where the loss does not: the next checkpoint sees it first
    var run =
        new Runs.Run(
            "{\"epochs\": 1, \"batch_size\": 16, \"checkpoint_every\": 1, \"log_every\": 100,"
                + " \"optimizer\": {\"name\": \"sgd\", \"learning_rate\": 1e38}}");

    assertThatThrownBy(() -> run.train(folder, false))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("must be finite, got");

    assertThat(run.store.values().isfinite().all().item_bool()).isFalse();
    var again = new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}");
    Path last = folder.resolve("checkpoints/last/model.safetensors");
    if (last.toFile().exists()) {
      ModelFile.load(last, again.store, again.model);
      assertThat(again.store.values().isfinite().all().item_bool()).isTrue();
    }
  }

  @Test
  void aFolderThatHoldsARunIsNotOverwritten(@TempDir Path folder) {
    String json = "{\"epochs\": 1, \"batch_size\": 16}";
    new Runs.Run(json).train(folder, false);

    assertThatThrownBy(() -> new Runs.Run(json).train(folder, false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "run folder must be new, got "
                + folder
                + ", which holds checkpoints; use --resume or another one");
  }

  @Test
  void aFinishedRunResumedIsDoneAndCanBeMadeLonger(@TempDir Path folder) {
    new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}").train(folder, false);
    List<String> before = Runs.metrics(folder);

    TrainingResult same = new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}").train(folder, true);
    assertThat(same.steps()).isEqualTo(12);
    assertThat(Runs.metrics(folder)).isEqualTo(before);

    TrainingResult longer = new Runs.Run("{\"epochs\": 3, \"batch_size\": 16}").train(folder, true);
    assertThat(longer.steps()).isEqualTo(36);
    assertThat(Runs.metrics(folder)).startsWith(before.toArray(String[]::new));
  }

  @Test
  void otherSettingsOrAnotherSeedAreNotResumed(@TempDir Path folder) {
    new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}").train(folder, false);

    assertThatThrownBy(
            () -> new Runs.Run("{\"epochs\": 1, \"batch_size\": 20}").train(folder, true))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "training settings must be those the run was started with, got others; restore them"
                + " (epochs, max_minutes and checkpoint_every may change) or start a new run");
    var run = new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}");
    run.seed = 8;
    assertThatThrownBy(() -> run.train(folder, true))
        .hasMessage("seed must be that of the run, 7, got 8; leave it out to resume");
  }

  @Test
  void stopsEarlyWhenTheBoundNoLongerImproves(@TempDir Path folder) {
    // a vanishing learning rate improves nothing by a whole nat
    var run =
        new Runs.Run(
            "{\"epochs\": 50, \"batch_size\": 16, \"log_every\": 7,"
                + " \"optimizer\": {\"learning_rate\": 1e-12},"
                + " \"early_stopping\": {\"patience\": 3, \"min_delta\": 1}}");

    TrainingResult result = run.train(folder, false);

    assertThat(result.stopped()).isEqualTo("early stopping");
    assertThat(result.steps()).isEqualTo(4 * 12); // the first validation sets the mark
    assertThat(Runs.metrics(folder)).last().asString().contains("\"split\":\"train\"");
  }

  @Test
  void endsInTimeWithACheckpoint(@TempDir Path folder) {
    var run = new Runs.Run("{\"epochs\": 1e6, \"batch_size\": 16, \"max_minutes\": 0.002}");

    TrainingResult result = run.train(folder, false);

    assertThat(result.stopped()).isEqualTo("max_minutes");
    assertThat(result.steps()).isPositive();
    assertThat(folder.resolve("checkpoints/best/model.safetensors")).exists();
  }

  @Test
  void withoutValidationSamplesTheLastIsTheBest(@TempDir Path folder) throws Exception {
    var run = new Runs.Run("{\"epochs\": 1, \"batch_size\": 16}");
    run.valid = null;

    TrainingResult result = run.train(folder, false);

    assertThat(result.bestBound()).isNaN();
    assertThat(result.bestStep()).isEqualTo(12);
    assertThat(folder.resolve("checkpoints/best/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("checkpoints/last/model.safetensors"));
  }

  @Test
  void theMovingAverageIsWhatIsSavedToEvaluateWith(@TempDir Path folder) {
    String json = "{\"epochs\": 2, \"batch_size\": 16, \"ema\": {\"decay\": 0.9}}";
    var run = new Runs.Run(json);
    double[] expected = Tensors.doubles(run.store.values());
    double[][] afterStep = new double[24][];
    run.elbo.watch = step -> afterStep[(int) step] = Tensors.doubles(run.store.values());

    run.train(folder, false);

    double[] end = Tensors.doubles(run.store.values());
    for (int t = 0; t < 24; t++) {
      double[] now = t < 23 ? afterStep[t + 1] : end; // watched before the step moves them
      double decay = Math.min(0.9, (1.0 + t) / (10.0 + t));
      for (int i = 0; i < expected.length; i++) {
        expected[i] = decay * expected[i] + (1 - decay) * now[i];
      }
    }
    var served = new Runs.Run("{\"epochs\": 2, \"batch_size\": 16}");
    ModelFile.load(
        folder.resolve("checkpoints/last/model.safetensors"), served.store, served.model);
    // 24 averagings in float32
    assertThat(Tensors.doubles(served.store.values()))
        .containsExactly(expected, org.assertj.core.data.Offset.offset(1e-5));
    assertThat(Tensors.doubles(served.store.values())).isNotEqualTo(end);
  }
}
