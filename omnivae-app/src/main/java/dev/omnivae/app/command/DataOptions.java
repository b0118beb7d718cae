package dev.omnivae.app.command;

import dev.omnivae.app.run.Places;
import dev.omnivae.core.config.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where data sets are looked for. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where data sets are: DIR/DATASET, then DIR. Without it OMNIVAE_DATA, then ./data.")
  private @Nullable Path data;

  /** Folders to look in, best first. */
  List<Path> roots() {
    Path given = data;
    if (given == null) {
      return Places.dataRoots();
    }
    if (!Files.isDirectory(given)) {
      throw InputException.of("--data", "a folder that is there", given, "check the path");
    }
    return List.of(given);
  }

  /** As {@link #roots()}, a run's own folders before those of the environment. */
  List<Path> roots(List<Path> ofRun) {
    return data == null && !ofRun.isEmpty() ? ofRun : roots();
  }
}
