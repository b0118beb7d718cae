package dev.omnivae.app.command;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code omnivae jshell [FILE...]}. */
@Command(
    name = "jshell",
    description =
        "Opens JShell with the library on its class path and dev.omnivae.data.simple imported;"
            + " files are run first.")
final class JshellCommand implements Callable<Integer> {
  private static final String STARTUP = "/jshell-startup.jsh";

  private final Omnivae omnivae;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Snippets to run first.")
  private List<Path> files = new ArrayList<>();

  JshellCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw InputException.of("FILE", "a file of snippets", file, "check the path");
      }
    }
    Path startup = startup();
    try {
      List<String> words =
          new ArrayList<>(
              List.of(
                  "--class-path",
                  OwnJvm.classPath(),
                  "--startup",
                  "DEFAULT",
                  "--startup",
                  startup.toString()));
      OwnJvm.OPTIONS.forEach(option -> words.add("-R" + option));
      files.forEach(file -> words.add(file.toString()));
      return JavaShellToolBuilder.builder()
          .out(omnivae.out())
          .err(omnivae.err())
          .start(words.toArray(String[]::new));
    } catch (Exception e) { // the tool declares no narrower one
      throw new RunException("JShell must start, got " + e.getMessage(), e);
    } finally {
      delete(startup);
    }
  }

  private static Path startup() {
    try (InputStream in = JshellCommand.class.getResourceAsStream(STARTUP)) {
      Path file = Files.createTempFile("omnivae", ".jsh");
      Files.write(file, Objects.requireNonNull(in, STARTUP).readAllBytes());
      return file;
    } catch (IOException e) {
      throw new RunException("a temporary file must be writable, got " + e.getMessage(), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
