package dev.omnivae.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final Stateful NOTHING = new Stateful() {};

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void whatIsLoadedIsWhatWasSavedAndParametersStayViews(@TempDir Path folder) {
    ParameterStore saved = store(2, "encoder", "decoder");
    ParameterStore loaded = store(3, "encoder", "decoder");
    Path path = save(folder, saved, NOTHING);

    ModelFile.load(path, loaded, NOTHING);

    assertThat(Tensors.floats(loaded.values())).isEqualTo(Tensors.floats(saved.values()));
    Parameter first = loaded.all().iterator().next();
    loaded.values().fill_(new org.bytedeco.pytorch.Scalar(5.0));
    assertThat(Tensors.floats(first.tensor())).containsOnly(5f);
    // and its gradient is its own
    Tensors.times(first.tensor().sum(), 2).backward();
    assertThat(Tensors.floats(Gradients.flat(loaded))).startsWith(2, 2, 2).endsWith(0, 0, 0);
  }

  @Test
  void buffersAndScalarsComeBack(@TempDir Path folder) {
    Kept saved = new Kept(3, 0.1);
    Kept loaded = new Kept(0, 0);
    Path path = save(folder, store(1, "a"), saved);

    ModelFile.load(path, store(1, "a"), loaded);

    assertThat(Tensors.floats(loaded.codebook)).containsExactly(3, 3);
    assertThat(loaded.temperature).isEqualTo(0.1); // a float64, not a float32
  }

  @Test
  void parametersOfObjectivesAreForTrainingOnly(@TempDir Path folder) {
    Path path = save(folder, store(1, "encoder", "objective.infonce.temperature"), NOTHING);
    ParameterStore served = store(2, "encoder");

    ModelFile.load(path, served, NOTHING);

    assertThat(Tensors.floats(served.values()))
        .isEqualTo(Tensors.floats(store(1, "encoder").values()));
  }

  @Test
  void aCheckpointOfAnotherArchitectureIsOneLineAndTouchesNothing(@TempDir Path folder) {
    Path path = save(folder, store(1, "encoder", "decoder"), NOTHING);
    ParameterStore missing = store(2, "encoder", "decoder", "prior");
    ParameterStore extra = store(2, "encoder");
    ParameterStore misshaped = new ParameterStore();
    misshaped.root().declare("encoder", Initialiser.constant(0), 3);
    misshaped.root().declare("decoder", Initialiser.constant(0), 4);
    misshaped.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    String fix = "; it was written by another architecture: use the recipe it was trained with";

    assertRefused(
        path, missing, path + " must be the weights of this model, got no 'prior' [3]" + fix);
    assertRefused(
        path,
        extra,
        path + " must be the weights of this model, got 'decoder' [3], which it has not" + fix);
    assertRefused(path, misshaped, "'decoder' in " + path + " must be of shape [4], got [3]" + fix);
  }

  private static void assertRefused(Path path, ParameterStore store, String line) {
    float[] before = Tensors.floats(store.values());
    assertThatThrownBy(() -> ModelFile.load(path, store, NOTHING))
        .isInstanceOf(InputException.class)
        .hasMessage(line);
    assertThat(Tensors.floats(store.values())).isEqualTo(before);
  }

  private static Path save(Path folder, ParameterStore store, Stateful model) {
    Path path = folder.resolve("model.safetensors");
    Safetensors.write(
        AtomicFiles.DISK, path, ModelFile.tensors(store, model), ModelFile.metadata(3));
    return path;
  }

  private static ParameterStore store(long seed, String... paths) {
    ParameterStore store = new ParameterStore();
    for (String path : paths) {
      Parameters place = store.root();
      String[] parts = path.split("\\.");
      for (int i = 0; i < parts.length - 1; i++) {
        place = place.child(parts[i]);
      }
      place.declare(parts[parts.length - 1], Initialiser.fanIn(4), 3);
    }
    return store.allocate(Noise.of(seed, 0, 0), ScalarType.Float, new Device("cpu"));
  }

  /** A model's state beside its parameters. */
  private static final class Kept implements Stateful {
    final Tensor codebook;
    double temperature;

    Kept(double value, double temperature) {
      this.codebook = Tensors.full(value, ScalarType.Float, 2);
      this.temperature = temperature;
    }

    @Override
    public Map<String, Tensor> state() {
      return new LinkedHashMap<>(Map.of("codebook", codebook));
    }

    @Override
    public Map<String, Double> scalars() {
      return Map.of("temperature", temperature);
    }

    @Override
    public void restore(Map<String, Double> scalars) {
      temperature = scalars.getOrDefault("temperature", 0.0);
    }
  }
}
