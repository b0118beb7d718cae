package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
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
    run.store.gradients().fill_(new org.bytedeco.pytorch.Scalar(3.0));
    assertThat(Tensors.floats(run.model.encoder.tensor().mutable_grad())).containsOnly(3f);
  }
}
