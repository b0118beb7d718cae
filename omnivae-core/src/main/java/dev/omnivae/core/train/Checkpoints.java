package dev.omnivae.core.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.CheckpointFolder;
import dev.omnivae.core.state.ModelFile;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Safetensors;
import dev.omnivae.core.state.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code checkpoints/last} and {@code checkpoints/best} of a run, each with the weights to evaluate
 * with ({@code model.safetensors}: the moving average where one is kept), everything else training
 * needs ({@code optimizer.safetensors}) and the counters ({@code state.json}). Beside them {@code
 * phase-N} with the weights alone, for every phase that has ended but the last.
 */
final class Checkpoints {
  static final String LAST = "last";
  static final String BEST = "best";
  private static final String RAW = "parameters.";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final AtomicFiles files;
  private final Path folder;
  private final ParameterStore store;
  private final Model model;
  private final @Nullable Model average;

  Checkpoints(AtomicFiles files, Path run, Model model, @Nullable Model average) {
    this.files = files;
    this.folder = run.resolve("checkpoints");
    this.store = model.parameters();
    this.model = model;
    this.average = average;
  }

  /**
   * Saves.
   *
   * @param training tensors of optimisers and objectives, by name
   * @throws RunException when a parameter is not finite, or the disk refuses; the checkpoint that
   *     was there stays
   */
  void save(String name, RunState state, Map<String, Tensor> training) {
    try (Scope scope = Scope.open()) {
      if (!store.values().isfinite().all().item_bool()) {
        throw new RunException(
            "parameters must be finite, got NaN or infinity by step %d; lower the learning rate"
                    .formatted(state.step())
                + " or set training.clip");
      }
      Map<String, Tensor> weights = ModelFile.tensors(store, model);
      Map<String, Tensor> rest = new LinkedHashMap<>(training);
      if (average != null) {
        weights.forEach((path, tensor) -> rest.put(RAW + path, tensor));
        weights.putAll(ModelFile.tensors(average.parameters(), average));
      }
      CheckpointFolder.replace(
          folder,
          name,
          part -> {
            Map<String, String> metadata = ModelFile.metadata(state.step());
            Safetensors.write(files, part.resolve("model.safetensors"), weights, metadata);
            Safetensors.write(files, part.resolve("optimizer.safetensors"), rest, metadata);
            files.write(part.resolve("state.json"), json(state));
          });
    }
  }

  /**
   * Keeps the weights to evaluate with as the end of a phase that others follow.
   *
   * @param phase its index
   */
  void keepEnd(int phase, long step) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> weights = ModelFile.tensors(store, model);
      if (average != null) {
        weights.putAll(ModelFile.tensors(average.parameters(), average));
      }
      CheckpointFolder.replace(
          folder,
          ModelFile.endOf(phase),
          part ->
              Safetensors.write(
                  files, part.resolve("model.safetensors"), weights, ModelFile.metadata(step)));
    }
  }

  /** The counters of the last checkpoint, if there is one. */
  Optional<RunState> last() {
    return CheckpointFolder.find(folder, LAST).map(Checkpoints::state);
  }

  /** Whether there is anything a new run would overwrite. */
  boolean any() {
    return CheckpointFolder.find(folder, LAST).isPresent()
        || CheckpointFolder.find(folder, BEST).isPresent();
  }

  /** Takes back the weights of the last checkpoint, raw and averaged. */
  void loadWeights() {
    Path last = lastFolder();
    Path weights = last.resolve("model.safetensors");
    if (average == null) {
      ModelFile.load(weights, store, model);
      return;
    }
    ModelFile.load(weights, average.parameters(), average);
    try (SafetensorsFile file = SafetensorsFile.open(last.resolve("optimizer.safetensors"))) {
      Map<String, Tensor> raw = ModelFile.tensors(store, model);
      Map<String, Double> scalars = new LinkedHashMap<>();
      raw.forEach(
          (name, tensor) -> {
            if (name.startsWith("scalar.")) {
              scalars.put(
                  name.substring("scalar.".length()), Tensors.doubles(file.tensor(RAW + name))[0]);
            } else {
              file.readInPlace(RAW + name, tensor);
            }
          });
      model.restore(scalars);
    }
  }

  /** Takes back the tensors of optimisers and objectives, in place. */
  void loadTraining(Map<String, Tensor> training) {
    try (SafetensorsFile file =
        SafetensorsFile.open(lastFolder().resolve("optimizer.safetensors"))) {
      training.forEach(file::readInPlace);
    }
  }

  private Path lastFolder() {
    return CheckpointFolder.find(folder, LAST)
        .orElseThrow(() -> new IllegalStateException("no checkpoint in " + folder));
  }

  private static RunState state(Path checkpoint) {
    Path path = checkpoint.resolve("state.json");
    try {
      return MAPPER.readValue(Files.readString(path), RunState.class);
    } catch (IOException e) {
      throw new InputException(
          "%s must be the state of a run, got %s; start a new run"
              .formatted(path, List.of(String.valueOf(e.getMessage()).split("\n")).get(0)),
          e);
    }
  }

  private static String json(RunState state) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("counters are plain values", e);
    }
  }
}
