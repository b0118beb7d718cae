package dev.omnivae.app.command;

import dev.omnivae.app.run.Json;
import dev.omnivae.data.Datasets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae data get NAME}. */
@Command(
    name = "get",
    description = "Downloads a data set and checks it, where its licence lets us.")
final class DataGetCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "NAME", description = "A data set of 'omnivae data list'.")
  private String name = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where it goes: DIR/NAME. Without it OMNIVAE_DATA, then ./data.")
  private @Nullable Path data;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "Take the files from this address instead.")
  private @Nullable String mirror;

  DataGetCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Path into = data == null ? new DataOptions().roots().get(0) : data;
    Path folder =
        Datasets.get(name, into, Optional.ofNullable(mirror), line -> omnivae.err().println(line));
    omnivae.result(Json.object().put("folder", folder.toString()), name + " is in " + folder);
    return 0;
  }
}
