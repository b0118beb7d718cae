package dev.omnivae.eval.oracle;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Safetensors;
import dev.omnivae.core.state.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;

/** A trained classifier in the cache, its accuracy in the header. */
final class OracleFile {
  private static final String ACCURACY = "accuracy";

  private OracleFile() {}

  /**
   * Loads a classifier.
   *
   * @return its accuracy; empty when there is no such file or it is broken, which training mends
   */
  static OptionalDouble read(Path path, ImageClassifier classifier) {
    if (!Files.isRegularFile(path)) {
      return OptionalDouble.empty();
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open();
        SafetensorsFile file = SafetensorsFile.open(path)) {
      double accuracy = Double.parseDouble(file.metadata().getOrDefault(ACCURACY, ""));
      for (Parameter parameter : classifier.parameters().all()) {
        file.readInPlace(parameter.path(), parameter.tensor());
      }
      return OptionalDouble.of(accuracy);
    } catch (InputException | NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  static void write(Path path, ImageClassifier classifier, double accuracy) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    classifier.parameters().all().forEach(p -> tensors.put(p.path(), p.tensor()));
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new RunException(
          "the cache must be writable, got %s at %s; set OMNIVAE_CACHE to another folder"
              .formatted(e.getMessage(), path),
          e);
    }
    Safetensors.write(AtomicFiles.DISK, path, tensors, Map.of(ACCURACY, Double.toString(accuracy)));
  }
}
