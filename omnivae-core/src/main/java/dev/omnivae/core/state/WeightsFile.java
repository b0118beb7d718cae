package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;

/** Weights from elsewhere: safetensors, or a state dict of {@code torch.save}. */
public final class WeightsFile {
  private WeightsFile() {}

  /**
   * Reads them; no code of the file is run.
   *
   * @param wanted which names
   * @return by name, owned by the scope that is open
   * @throws InputException when it is neither, or cannot be read
   */
  public static Map<String, Tensor> read(Path file, Predicate<String> wanted) {
    if (pickled(file)) {
      return TorchFile.read(file, wanted);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsFile open = SafetensorsFile.open(file)) {
      open.names().stream().filter(wanted).forEach(name -> tensors.put(name, open.tensor(name)));
    }
    return tensors;
  }

  /** By its name, or its first byte: that of a zip, or of a pickle. */
  private static boolean pickled(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".safetensors")) {
      return false;
    }
    if (name.endsWith(".pth") || name.endsWith(".pt")) {
      return true;
    }
    try (var in = Files.newInputStream(file)) {
      int first = in.read();
      return first == 'P' || first == 0x80;
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check the disk".formatted(file, e.getMessage()), e);
    }
  }
}
