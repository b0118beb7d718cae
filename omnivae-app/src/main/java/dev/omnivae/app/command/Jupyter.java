package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code jupyter} of this machine whose Java kernels (JJava) have the library on their class path
 * and this program's Java. All of it goes through the environment, which kernels inherit: nothing
 * is installed or written.
 *
 * @param program the executable
 */
record Jupyter(Path program) {
  /** The name JJava installs its kernel under. */
  static final String KERNEL = "java";

  static final String INSTALL = "pip install jupyterlab jjava";

  private static final List<String> NAMES = List.of("jupyter", "jupyter.exe");

  /** The one on a {@code PATH}. */
  static Optional<Jupyter> on(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(Path.of(folder)::resolve))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(Jupyter::new);
  }

  /** {@code jupyter WORD...}, not yet started. */
  ProcessBuilder process(List<String> words) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(words);
    ProcessBuilder process = new ProcessBuilder(line);
    Map<String, String> environment = process.environment();
    environment.put("JJAVA_CLASSPATH", OwnJvm.classPath());
    environment.put("JJAVA_JVM_OPTS", String.join(" ", OwnJvm.OPTIONS));
    // JJava starts the first java it finds
    String java = Path.of(System.getProperty("java.home", ""), "bin").toString();
    environment.put("PATH", java + File.pathSeparator + environment.getOrDefault("PATH", ""));
    return process;
  }

  /**
   * Looks whether it has a Java kernel.
   *
   * @throws InputException when it has none
   */
  void check() {
    String listed;
    try {
      Process process =
          process(List.of("kernelspec", "list", "--json"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      listed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RunException(program + " must start, got " + e.getMessage(), e);
    }
    List<String> kernels = kernels(listed);
    if (!kernels.contains(KERNEL)) {
      throw InputException.of(
          "the kernels of " + program, "one called " + KERNEL + " among them", kernels, INSTALL);
    }
  }

  private static List<String> kernels(String json) {
    List<String> names = new ArrayList<>();
    try {
      JsonNode specs = new ObjectMapper().readTree(json).path("kernelspecs");
      specs.fieldNames().forEachRemaining(names::add);
    } catch (IOException e) {
      throw new RunException("jupyter kernelspec list must print JSON, got " + json.strip(), e);
    }
    return names;
  }
}
