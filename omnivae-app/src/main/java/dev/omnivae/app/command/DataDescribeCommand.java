package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.run.DatasetDescription;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Manifest;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae data describe NAME}. */
@Command(
    name = "describe",
    description =
        "Prints counts, shapes, value ranges, licence and citation; draws a contact sheet.")
final class DataDescribeCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "NAME", description = "A reader of 'omnivae data list'.")
  private String name = "";

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Set a key of the data mapping: -s samples=1000.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the contact sheet goes; NAME.png unless given.")
  private @Nullable Path out;

  DataDescribeCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Extensions.of(Reader.class, "data set").get(name);
    Recipe recipe =
        Recipe.ofData(name).with(set.stream().map(assignment -> "data." + assignment).toList());
    omnivae.startEngine();
    List<Path> roots = data.roots();
    Dataset dataset = Experiment.dataset(recipe, roots);
    Path sheet = out == null ? Path.of(name + ".png") : out;
    DatasetDescription description = DatasetDescription.of(dataset);
    description.writeContactSheet(sheet);
    ObjectNode json = Manifest.data(dataset, roots);
    description.addTo(json);
    json.put("contact_sheet", sheet.toString());
    omnivae.result(json, description.lines() + "contact sheet: " + sheet);
    return 0;
  }
}
