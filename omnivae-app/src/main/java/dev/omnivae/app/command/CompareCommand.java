package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.compare.Comparison;
import dev.omnivae.app.compare.ComparisonRun;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae compare FILE.yaml}. */
@Command(
    name = "compare",
    description = "Trains several recipes over seeds and prints one table: mean and spread.",
    footerHeading = "%n",
    footer = {
      "The file:",
      "  seeds: [1, 2, 3]",
      "  minutes: 4                  of training for each run",
      "  set: [data.samples=10000]   on every recipe",
      "  runs: [mvae, mopoe, {recipe: mopoe, name: mopoe-2, set: [training.objective.beta=2]}]",
      "  columns: [coherence.given.*, coherence.joint, mean latent_accuracy.*]",
      "",
      "Run again, it goes on where it stopped."
    })
final class CompareCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "FILE", description = "A .yaml file that lists recipes and seeds.")
  private Path file = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where run folders and the table go; runs/NAME unless given.")
  private @Nullable Path out;

  CompareCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Comparison comparison = Comparison.read(file, omnivae.recipes());
    Path folder = out == null ? Path.of("runs").resolve(comparison.name()) : out;
    List<Path> roots = data.roots();
    omnivae.startEngine();
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      ComparisonRun.Outcome outcome =
          new ComparisonRun(
                  comparison,
                  folder,
                  (recipe, run, begun) ->
                      TrainingRun.whole(
                          recipe,
                          run,
                          begun,
                          roots,
                          omnivae.words(),
                          omnivae.plugins(),
                          display,
                          System.nanoTime()),
                  display::say)
              .run();
      ObjectNode json = Json.object();
      json.put("folder", folder.toString());
      json.put("failed", outcome.failed());
      json.set("runs", outcome.table().json());
      omnivae.result(
          json, outcome.table().markdown() + "\ntable: " + folder.resolve("table.md") + "\n");
      return outcome.failed() == 0 ? 0 : 1;
    }
  }
}
