package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.ModelFile;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A KL controller and balanced gradients go on where they were, as if the run had never stopped.
 */
final class ControlResumeTest {
  private static final String OBJECTIVE =
      "{\"name\": \"elbo-naive\", \"free_bits\": 0.05, \"balance\": {\"by\": \"gradient_norms\","
          + " \"every\": 2}, \"beta\": {\"target_kl\": 2, \"kp\": 0.1, \"ki\": 0.02}}";

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static final class Run {
    final ParameterStore store = new ParameterStore();
    final MultimodalVae model = Toy.plain().model(store, "a", "b");
    final TrainingPlan plan;

    Run(double epochs) {
      plan =
          TrainingPlan.create(
              Settings.parse(
                  "{\"epochs\": %s, \"batch_size\": 8, \"log_every\": 5, \"objective\": %s}"
                      .formatted(epochs, OBJECTIVE)),
              model,
              store);
      Toy.allocate(store, 3);
    }

    void train(Path folder, boolean resume) {
      new Trainer(plan, model, null, samples(), null, folder, 7, TrainingListener.NONE).run(resume);
    }
  }

  private static Samples samples() {
    return new Samples() {
      @Override
      public List<Modality> modalities() {
        return List.of(
            new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
            new Modality("b", Modality.Kind.VECTOR, List.of(2L)));
      }

      @Override
      public long size() {
        return 40;
      }

      @Override
      public Batch gather(long epoch, long[] positions) {
        return Toy.batch(positions.length, Arrays.hashCode(positions), "a", "b");
      }
    };
  }

  @Test
  void aResumedRunIsTheOneThatNeverStopped(@TempDir Path folder) {
    Path whole = folder.resolve("whole");
    Path halves = folder.resolve("halves");
    new Run(2).train(whole, false);

    new Run(1).train(halves, false);
    new Run(2).train(halves, true);

    List<String> lines = Runs.metrics(whole);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("\"beta\":", "balance", "\"kl\":");
    assertThat(Runs.metrics(halves)).isEqualTo(lines);
    assertThat(last(halves)).isEqualTo(last(whole));
  }

  private static double[] last(Path folder) {
    Run run = new Run(2);
    ModelFile.load(folder.resolve("checkpoints/last/model.safetensors"), run.store, run.model);
    return Tensors.doubles(run.store.values());
  }
}
