package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.recipe.Recipes;
import dev.omnivae.app.recipe.Yaml;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae recipes [show NAME]}. */
@Command(name = "recipes", description = "Lists the recipes, or shows one in full.")
final class RecipesCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  RecipesCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  CommandLine commandLine() {
    return new CommandLine(this).addSubcommand(new Show(omnivae));
  }

  @Override
  public Integer call() {
    Recipes recipes = omnivae.recipes();
    int width = recipes.names().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray("recipes");
    for (String name : recipes.names()) {
      String description = recipes.get(name).description();
      lines.append(name).append(" ".repeat(width - name.length() + 2)).append(description);
      lines.append('\n');
      array.addObject().put("name", name).put("description", description);
    }
    lines.append("\nShow one: omnivae recipes show NAME. Train one: omnivae train NAME\n");
    omnivae.result(json, lines.toString());
    return 0;
  }

  /** {@code omnivae recipes show NAME}. */
  @Command(
      name = "show",
      description = "Shows a recipe with everything it extends and every default.")
  static final class Show implements Callable<Integer> {
    private final Omnivae omnivae;

    @Parameters(paramLabel = "NAME", description = "A recipe's name or a .yaml file.")
    private String name = "";

    @Option(
        names = {"-s", "--set"},
        paramLabel = "KEY.PATH=VALUE",
        description = "Set a key, as 'train' does.")
    private List<String> set = new ArrayList<>();

    @Option(
        names = "--short",
        description = "Only what the files say, without reading data to fill in the defaults.")
    private boolean brief;

    @Mixin private final DataOptions data = new DataOptions();

    Show(Omnivae omnivae) {
      this.omnivae = omnivae;
    }

    @Override
    public Integer call() {
      Recipe recipe = omnivae.recipes().get(name).with(set);
      Availability here =
          Datasets.reader(recipe.settings().child("data").text("reader", "digits"))
              .availability(data.roots());
      if (!brief && here.ready()) {
        omnivae.startEngine();
        Experiment.of(recipe, data.roots(), Map.of());
      } else if (!brief) {
        omnivae.err().println("without defaults, for the data set is not here: " + here.note());
      }
      omnivae.result(recipe.tree(), Yaml.text(recipe.tree()));
      return 0;
    }
  }
}
