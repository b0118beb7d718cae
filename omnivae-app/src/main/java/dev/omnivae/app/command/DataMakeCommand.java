package dev.omnivae.app.command;

import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.Datasets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae data make NAME DIR}. */
@Command(name = "make", description = "Draws a data set and writes it as files for other programs.")
final class DataMakeCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(index = "0", paramLabel = "NAME", description = "A drawn data set.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "The folder to write into.")
  private Path folder = Path.of("");

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Set a key of the data mapping: -s samples=1000.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Data to make it from: for polymnist the folder of MNIST; drawn unless given.")
  private @Nullable Path from;

  @Option(
      names = "--backgrounds",
      paramLabel = "DIR",
      description = "Photographs to put it on, one a modality; drawn textures unless given.")
  private @Nullable Path backgrounds;

  DataMakeCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Datasets.reader(name);
    List<String> assignments = new ArrayList<>(set);
    named("from", from, assignments);
    named("backgrounds", backgrounds, assignments);
    Recipe recipe = Recipe.ofData(name).with(DataDescribeCommand.underData(assignments));
    omnivae.startEngine();
    Datasets.make(name, folder, recipe.settings().child("data"));
    omnivae.result(Json.object().put("folder", folder.toString()), name + " is in " + folder);
    return 0;
  }

  /** A folder as an assignment, quoted so that YAML takes any path for text. */
  private static void named(String key, @Nullable Path folder, List<String> assignments) {
    if (folder != null) {
      String path = folder.toAbsolutePath().normalize().toString();
      assignments.add(key + "='" + path.replace("'", "''") + "'");
    }
  }
}
