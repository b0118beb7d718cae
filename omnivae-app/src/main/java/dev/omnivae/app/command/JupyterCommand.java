package dev.omnivae.app.command;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae jupyter [WORD...]}. */
@Command(
    name = "jupyter",
    description =
        "Starts Jupyter with the library on the class path of its Java kernel; before: "
            + Jupyter.INSTALL)
final class JupyterCommand implements Callable<Integer> {
  @Option(
      names = "--jupyter",
      paramLabel = "FILE",
      description = "The jupyter to start; the one on the PATH unless given.")
  private @Nullable Path given;

  @Parameters(
      paramLabel = "WORD",
      arity = "0..*",
      description = "What jupyter is told; 'lab' in the folder of the notebooks unless given.")
  private List<String> words = new ArrayList<>();

  /** Jupyter's own options follow its words. */
  CommandLine commandLine() {
    return new CommandLine(this).setStopAtPositional(true);
  }

  @Override
  public Integer call() {
    Jupyter jupyter = found();
    jupyter.check();
    List<String> told = new ArrayList<>(words);
    if (told.isEmpty()) {
      told.add("lab");
      Path notebooks = Path.of(System.getProperty("omnivae.home", "")).resolve("notebooks");
      if (Files.isDirectory(notebooks)) {
        told.add(notebooks.toString());
      }
    }
    try {
      Process process = jupyter.process(told).inheritIO().start();
      // Ctrl-C reaches both; Jupyter asks back, and this program waits for what it is answered
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      return end(process);
    } catch (IOException e) {
      throw new RunException("jupyter must start, got " + e.getMessage(), e);
    }
  }

  private static int end(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("jupyter must end, got an interrupt", e);
    }
  }

  private Jupyter found() {
    if (given != null) {
      if (!Files.isExecutable(given)) {
        throw InputException.of("--jupyter", "a program that is there", given, "check the path");
      }
      return new Jupyter(given);
    }
    return Jupyter.on(System.getenv().getOrDefault("PATH", ""))
        .orElseThrow(() -> InputException.of("jupyter", "on the PATH", "none", Jupyter.INSTALL));
  }
}
