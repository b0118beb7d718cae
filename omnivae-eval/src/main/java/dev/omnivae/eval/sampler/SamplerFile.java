package dev.omnivae.eval.sampler;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.ModelFile;
import dev.omnivae.core.state.Safetensors;
import dev.omnivae.core.state.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/** A fitted sampler in a run folder, with a hash of what it was fitted to in the header. */
final class SamplerFile {
  private static final String FITTED_TO = "fitted_to";

  private SamplerFile() {}

  /** A hash of the model's weights and of how a sampler is fitted to them. */
  static String fingerprint(String sampler, Fitting fitting) {
    MessageDigest digest = sha256();
    digest.update(
        (sampler + "|" + fitting.settings() + "|" + fitting.seed())
            .getBytes(StandardCharsets.UTF_8));
    Model model = fitting.model();
    new TreeMap<>(ModelFile.tensors(model.parameters(), model))
        .forEach(
            (name, tensor) -> {
              float[] values = Tensors.floats(tensor);
              ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
              bytes.asFloatBuffer().put(values);
              digest.update(name.getBytes(StandardCharsets.UTF_8));
              digest.update(bytes.array());
            });
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  /** The tensors of a sampler; empty when there is no such file, a broken one, or another's. */
  static Optional<Map<String, Tensor>> read(Path path, String fingerprint) {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      if (!fingerprint.equals(file.metadata().get(FITTED_TO))) {
        return Optional.empty();
      }
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      file.names().forEach(name -> tensors.put(name, file.tensor(name)));
      return Optional.of(tensors);
    } catch (InputException e) {
      return Optional.empty(); // fitting mends it
    }
  }

  static void write(Path path, Map<String, Tensor> tensors, String fingerprint) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw AtomicFiles.failed(path, e);
    }
    Safetensors.write(AtomicFiles.DISK, path, tensors, Map.of(FITTED_TO, fingerprint));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
