package dev.omnivae.app.command;

import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.Datasets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

  DataMakeCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Datasets.reader(name);
    Recipe recipe = Recipe.ofData(name).with(DataDescribeCommand.underData(set));
    omnivae.startEngine();
    Datasets.make(name, folder, recipe.settings().child("data"));
    omnivae.result(Json.object().put("folder", folder.toString()), name + " is in " + folder);
    return 0;
  }
}
