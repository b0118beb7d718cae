package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.Manifest;
import dev.omnivae.app.run.NumbersTable;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.app.run.TrainingRun;
import dev.omnivae.core.config.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae train RECIPE}. */
@Command(
    name = "train",
    description = "Trains a recipe, evaluates it and writes its run folder.",
    footerHeading = "%n",
    footer = {
      "omnivae train digits",
      "omnivae train mnist-street --data DIR --out runs/a -s training.epochs=2",
      "omnivae train --out runs/a --resume"
    })
final class TrainCommand implements Callable<Integer> {
  /** What a run may change on the way: how long to train, and how often to save. */
  private static final List<String> FREE =
      List.of("training.epochs", "training.max_minutes", "training.checkpoint_every");

  private final Omnivae omnivae;
  private final long startedNanos = System.nanoTime();

  @Parameters(
      paramLabel = "RECIPE",
      arity = "0..1",
      description = "A recipe's name or a .yaml file; may be left out with --resume.")
  private @Nullable String name;

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run folder; runs/RECIPE/TIMESTAMP unless given.")
  private @Nullable Path out;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY.PATH=VALUE",
      description = "Set a key of the recipe; '*' stands for every modality. Repeatable.")
  private List<String> set = new ArrayList<>();

  @Option(names = "--resume", description = "Go on with the run in --out where it stopped.")
  private boolean resume;

  @Option(names = "--seed", paramLabel = "N", description = "The recipe's seed.")
  private @Nullable Long seed;

  TrainCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    RunFolder earlier = resume ? RunFolder.resume(given(out)) : null;
    Recipe recipe = earlier == null ? started() : resumed(earlier);
    Path path = out == null ? RunFolder.defaultPath(Path.of(""), recipe.name()) : out;
    RunFolder folder = earlier == null ? RunFolder.create(path) : earlier;
    if (earlier != null && earlier.finished() && set.isEmpty()) {
      omnivae.err().println("the run in " + path + " is finished: nothing to resume");
      print(folder, folder.metrics("test"));
      return 0;
    }
    omnivae.startEngine();
    List<Path> roots =
        earlier == null ? data.roots() : data.roots(Manifest.roots(earlier.manifest()));
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      print(
          folder,
          TrainingRun.whole(
              recipe,
              folder,
              earlier != null,
              roots,
              omnivae.words(),
              omnivae.plugins(),
              display,
              startedNanos));
    }
    return 0;
  }

  private Recipe started() {
    if (name == null) {
      throw InputException.of(
          "RECIPE", "given", "nothing", "name one of 'omnivae recipes', or a .yaml file");
    }
    List<String> all = new ArrayList<>(set);
    if (seed != null) {
      all.add("seed=" + seed);
    }
    return omnivae.recipes().get(name).with(all);
  }

  private Recipe resumed(RunFolder folder) {
    Recipe recipe = folder.recipe();
    if (name != null && !omnivae.recipes().get(name).name().equals(recipe.name())) {
      throw InputException.of(
          "RECIPE",
          "that of the run to resume, '" + recipe.name() + "'",
          "'" + name + "'",
          "leave it out, or name another --out");
    }
    if (seed != null && seed != recipe.seed()) {
      throw InputException.of(
          "--seed", "that of the run to resume, " + recipe.seed(), seed, "leave it out");
    }
    for (String assignment : set) {
      if (!FREE.contains(assignment.replaceFirst("=.*", ""))) {
        throw InputException.of(
            "-s",
            "one of " + String.join(", ", FREE) + " with --resume",
            "'" + assignment + "'",
            "leave it out, or start a new run");
      }
    }
    return recipe.with(set);
  }

  private static Path given(@Nullable Path out) {
    if (out == null) {
      throw InputException.of(
          "--resume", "given with --out", "no --out", "name the run's folder with --out DIR");
    }
    return out;
  }

  private void print(RunFolder folder, SortedMap<String, Double> numbers) {
    ObjectNode json = Json.object();
    json.put("folder", folder.path().toString());
    json.put("report", folder.report().toString());
    json.set("metrics", Json.numbers(numbers));
    omnivae.result(json, NumbersTable.of(numbers) + "\nreport: " + folder.report());
  }
}
