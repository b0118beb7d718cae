package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The file of a trained model: every parameter under its path, and what the model keeps beside them
 * under {@code buffer.} and {@code scalar.}. Parameters of objectives ({@code objective.*}: a
 * learned temperature) stand in it too; a reader that has no objective passes over them.
 */
public final class ModelFile {
  /** Where objectives declare their parameters. */
  public static final String OBJECTIVE = "objective.";

  private static final String BUFFER = "buffer.";
  private static final String SCALAR = "scalar.";

  private ModelFile() {}

  /** Everything to save, by name; the tensors themselves, not copies. */
  public static Map<String, Tensor> tensors(ParameterStore store, Stateful model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(inPlace(store, model));
    model
        .scalars()
        .forEach((name, value) -> tensors.put(SCALAR + name, Tensors.of(new double[] {value}, 1)));
    return tensors;
  }

  /**
   * Loads a file into an allocated store and a model; nothing is touched when it does not fit.
   *
   * @throws InputException naming the first tensor that is missing, of another shape, or too many
   */
  public static void load(Path path, ParameterStore store, Stateful model) {
    Map<String, Tensor> expected = inPlace(store, model);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
        if (!file.has(entry.getKey())) {
          throw InputException.of(
              path.toString(),
              "the weights of this model",
              "no '%s' %s"
                  .formatted(entry.getKey(), Arrays.toString(Tensors.shape(entry.getValue()))),
              "it was written by another architecture: use the recipe it was trained with");
        }
        file.check(entry.getKey(), entry.getValue());
      }
      Map<String, Double> scalars = new LinkedHashMap<>();
      for (String name : file.names()) {
        if (name.startsWith(SCALAR)) {
          scalars.put(name.substring(SCALAR.length()), Tensors.doubles(file.tensor(name))[0]);
        } else if (!expected.containsKey(name)
            && !name.startsWith(OBJECTIVE)
            && !name.startsWith(BUFFER + OBJECTIVE)) {
          throw InputException.of(
              path.toString(),
              "the weights of this model",
              "'%s' %s, which it has not".formatted(name, Arrays.toString(file.shape(name))),
              "it was written by another architecture: use the recipe it was trained with");
        }
      }
      expected.forEach(file::readInPlace);
      model.restore(scalars);
    }
  }

  /**
   * The checkpoint that keeps the weights at the end of a phase.
   *
   * @param phase its index, from 0
   */
  public static String endOf(int phase) {
    return "phase-" + (phase + 1);
  }

  /** Texts every file of ours carries. */
  public static Map<String, String> metadata(long step) {
    return Map.of("format", "pt", "writer", "omnivae", "step", Long.toString(step));
  }

  private static Map<String, Tensor> inPlace(ParameterStore store, Stateful model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    store.all().forEach(parameter -> tensors.put(parameter.path(), parameter.tensor()));
    store.buffers().forEach((path, tensor) -> tensors.put(BUFFER + path, tensor));
    model.state().forEach((name, tensor) -> tensors.put(BUFFER + name, tensor));
    return tensors;
  }
}
