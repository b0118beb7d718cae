package dev.omnivae.app.command;

import dev.omnivae.app.compare.Comparison;
import java.nio.file.Path;
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
    return new Comparing(omnivae, data.roots()).run(comparison, out, (folder, display) -> {}, "");
  }
}
