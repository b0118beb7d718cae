package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.SafetensorsFile;
import dev.omnivae.core.testing.Toy;
import dev.omnivae.core.testing.ToyVgg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modalities by themselves, then together, then a game: one run, stopped anywhere. */
class AdversarialPhasesTest {
  private static final Modality IMAGE = Modality.image("image", 1, 8, 8);
  private static final Modality MARKS =
      new Modality("marks", Modality.Kind.ATTRIBUTES, List.of(2L));

  private static final String MODEL =
      """
      {"latent": {"shared": 2}, "fusion": "mixture",
       "discriminator": {"image": {"filters": 2, "layers": 2}},
       "modalities": {"image": {"network": "resnet",
         "encoder": {"filters": 2, "hidden": 4, "attention": [4], "smallest": 2}}}}
      """;

  private static final String TRAINING =
      """
      {"batch_size": 5, "log_every": 2, "checkpoint_every": 3, "validate_every": 0.5, "ema":
       {"decay": 0.9}, "parameters": ["modality.*"], "phases": [
        {"name": "unimodal", "epochs": 1, "objective": {"name": "unimodal"}},
        {"name": "align", "epochs": 1, "objective": [{"name": "elbo-naive"},
          {"name": "infonce", "weight": 2}]},
        {"name": "game", "epochs": 1.75, "turns": [
          {"name": "generator", "objective": [{"name": "elbo-naive"},
            {"name": "adversarial", "weight": 3, "instance_noise": 0.1},
            {"name": "perceptual", "weight": 5, "weights": "VGG", "layers": ["relu2_1"]}]},
          {"name": "discriminator", "parameters": ["discriminator.*"],
           "objective": {"name": "discriminator", "instance_noise": 0.1, "gradient_penalty": 1},
           "optimizer": {"learning_rate": 1e-4}}]}]}
      """;

  @TempDir private static Path weights;
  private static Path vgg = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(1);
    vgg = ToyVgg.of(1, 2, 2, 2).safetensors(weights.resolve("vgg.safetensors"));
  }

  /** One sitting. */
  private static final class Sitting {
    final ParameterStore store = new ParameterStore();
    final ParameterStore second = new ParameterStore();
    final Model model = model(store);
    final Model average = model(second);
    final TrainingPlan plan;

    Sitting(String training) {
      plan =
          TrainingPlan.create(
              Settings.parse(training.replace("VGG", vgg.toString())), model, store);
      Runs.allocate(store);
      Runs.allocate(second);
    }

    private static Model model(ParameterStore into) {
      return Models.create(
          Settings.parse(MODEL), new Schema(List.of(IMAGE, MARKS), List.of()), into);
    }

    void train(Path folder, TrainingListener listener, boolean resume) {
      new Trainer(plan, model, average, samples(20, 1), samples(10, 2), folder, Runs.SEED, listener)
          .run(resume);
    }

    Map<String, float[]> values(String prefix) {
      Map<String, float[]> values = new LinkedHashMap<>();
      for (Parameter p : store.all()) {
        if (p.path().startsWith(prefix)) {
          values.put(p.path(), Tensors.floats(p.tensor()));
        }
      }
      return values;
    }
  }

  /** Every image has its left or its right half lit, and says which. */
  private static Samples samples(int size, long seed) {
    float[] pixels = new float[size * 64];
    float[] marks = new float[size * 2];
    java.util.Random random = new java.util.Random(seed);
    for (int i = 0; i < size; i++) {
      int side = random.nextInt(2);
      marks[2 * i + side] = 1;
      for (int p = 0; p < 64; p++) {
        pixels[64 * i + p] = (p % 8 / 4 == side ? 0.8f : 0.1f) + 0.1f * random.nextFloat();
      }
    }
    return new Samples() {
      @Override
      public List<Modality> modalities() {
        return List.of(IMAGE, MARKS);
      }

      @Override
      public long size() {
        return size;
      }

      @Override
      public Batch gather(long epoch, long[] positions) {
        Tensor at = Tensors.of(positions, positions.length);
        Map<String, Observation> all = new LinkedHashMap<>();
        all.put("image", Observation.of(Tensors.of(pixels, size, 1, 8, 8).index_select(0, at)));
        all.put("marks", Observation.of(Tensors.of(marks, size, 2).index_select(0, at)));
        return new Batch(all, null, null, at);
      }
    };
  }

  @Test
  void aRunStoppedInAnyPhaseEndsTheSame(@TempDir Path folder) throws Exception {
    Path whole = folder.resolve("whole");
    new Sitting(TRAINING).train(whole, TrainingListener.NONE, false);
    String expected = Files.readString(whole.resolve("metrics.jsonl"));
    assertThat(expected).contains("\"generator.adversarial\"", "\"discriminator.real\"");
    assertThat(expected).contains("\"generator.perceptual\"");

    // steps 2, 6 and 12 lie in the first, the second and the third phase
    for (long at : new long[] {2, 6, 12}) {
      Path stopped = folder.resolve("stopped-" + at);
      TrainingListener interrupt =
          new TrainingListener() {
            @Override
            public void progress(Progress progress) {
              if (progress.step() == at) {
                throw new IllegalStateException("stopped");
              }
            }
          };
      assertThatThrownBy(() -> new Sitting(TRAINING).train(stopped, interrupt, false))
          .hasMessage("stopped");
      new Sitting(TRAINING).train(stopped, TrainingListener.NONE, true);

      assertThat(Files.readString(stopped.resolve("metrics.jsonl"))).isEqualTo(expected);
      for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
        assertThat(stopped.resolve("checkpoints/last").resolve(file))
            .hasSameBinaryContentAs(whole.resolve("checkpoints/last").resolve(file));
        try (SafetensorsFile saved =
            SafetensorsFile.open(whole.resolve("checkpoints/last").resolve(file))) {
          assertThat(saved.names()).noneMatch(name -> name.contains("features"));
        }
      }
    }
  }

  @Test
  void aPhaseFreezesWhatItDoesNotName(@TempDir Path folder) {
    // given the first two phases alone: neither names the discriminator
    String two = TRAINING.substring(0, TRAINING.indexOf("{\"name\": \"game\"")).stripTrailing();
    Sitting first = new Sitting(two.substring(0, two.length() - 1) + "]}");
    Map<String, float[]> judge = first.values("discriminator");
    first.train(folder.resolve("two"), TrainingListener.NONE, false);
    assertThat(judge).isNotEmpty();
    first.values("discriminator").forEach((p, now) -> assertThat(now).isEqualTo(judge.get(p)));

    // and a game whose generator's turn names the image's decoder alone
    Sitting second =
        new Sitting(
            TRAINING.replace(
                "{\"name\": \"generator\",",
                "{\"name\": \"generator\", \"parameters\": [\"modality.image.decoder.*\"],"));
    Map<String, float[]> start = first.values("modality.image.encoder");
    List<Map<String, float[]>> begun = new ArrayList<>();
    second.train(
        folder.resolve("three"),
        new TrainingListener() {
          @Override
          public void validated(long step, double bound, boolean best) {
            if (step == 8) { // the first two phases are over
              begun.add(second.values("modality.image.encoder"));
              begun.add(second.values("modality.image.decoder.conv"));
            }
          }
        },
        false);

    assertThat(start).isNotEmpty();
    second
        .values("modality.image.encoder")
        .forEach((p, now) -> assertThat(now).as(p).isEqualTo(begun.get(0).get(p)));
    assertThat(
            second.values("modality.image.decoder.conv").get("modality.image.decoder.conv.weight"))
        .isNotEqualTo(begun.get(1).get("modality.image.decoder.conv.weight"));
    // the last bias may stay: of hinge losses within their margins it has no slope
    String weight = "discriminator.image.out.weight";
    assertThat(second.values(weight).get(weight)).isNotEqualTo(judge.get(weight));
  }

  @Test
  void runningStatisticsAreSavedAndAveragedLikeWeights(@TempDir Path folder) {
    // given a run of a single step
    String one = TRAINING.replace("\"name\": \"unimodal\", \"epochs\": 1", "\"epochs\": 0.25");
    one = one.substring(0, one.indexOf(",\n  {\"name\": \"align\"")) + "]}";
    Sitting sitting = new Sitting(one);
    sitting.train(folder, TrainingListener.NONE, false);

    // then the average has moved from 0 as far as the average of the weights moves, decay 0.1
    String path = "modality.image.encoder.level1.norm.running_mean";
    try (Scope scope = Scope.open();
        SafetensorsFile saved =
            SafetensorsFile.open(folder.resolve("checkpoints/last/model.safetensors"))) {
      float[] averaged = Tensors.floats(saved.tensor("buffer." + path));
      float[] raw = Tensors.floats(Toy.buffer(sitting.store, path));
      assertThat(raw[0]).isNotZero();
      for (int i = 0; i < raw.length; i++) {
        assertThat(averaged[i]).isCloseTo(0.9f * raw[i], within(1e-6f)); // float32
      }
      assertThat(Tensors.floats(Toy.buffer(sitting.second, path))).isEqualTo(averaged);
    }
  }

  @Test
  void runningStatisticsStayWhereThePhaseFreezesTheNetwork(@TempDir Path folder) {
    // given a first phase of the attributes' networks alone
    String first = TRAINING.substring(0, TRAINING.indexOf(",\n  {\"name\": \"align\"")) + "]}";
    Sitting frozen =
        new Sitting(
            first.replace(
                "{\"name\": \"unimodal\", \"epochs\"",
                "{\"name\": \"unimodal\", \"parameters\": [\"modality.marks.*\"], \"epochs\""));
    Map<String, float[]> start = statistics(frozen);

    frozen.train(folder.resolve("frozen"), TrainingListener.NONE, false);

    assertThat(start).isNotEmpty();
    statistics(frozen).forEach((path, now) -> assertThat(now).as(path).isEqualTo(start.get(path)));

    // and they move where it is trained, after such a phase as well
    Sitting moving = new Sitting(first);
    moving.store.trainOnly(List.of());
    moving.train(folder.resolve("moving"), TrainingListener.NONE, false);
    statistics(moving)
        .forEach((path, now) -> assertThat(now).as(path).isNotEqualTo(start.get(path)));
  }

  private static Map<String, float[]> statistics(Sitting sitting) {
    Map<String, float[]> statistics = new LinkedHashMap<>();
    sitting
        .store
        .buffers()
        .forEach(
            (path, tensor) -> {
              if (path.contains("running")) {
                statistics.put(path, Tensors.floats(tensor));
              }
            });
    return statistics;
  }
}
