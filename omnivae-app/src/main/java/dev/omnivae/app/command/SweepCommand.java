package dev.omnivae.app.command;

import dev.omnivae.app.compare.Comparison;
import dev.omnivae.app.compare.GridAxis;
import dev.omnivae.app.compare.Sweep;
import dev.omnivae.app.compare.SweepSheet;
import dev.omnivae.app.explore.Exploration;
import dev.omnivae.app.explore.Wishes;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.eval.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae sweep RECIPE -g key=v1,v2}. */
@Command(
    name = "sweep",
    description =
        "Trains a recipe over a grid of settings: one table, and one sheet of pictures, a row for"
            + " each setting.",
    footerHeading = "%n",
    footer = {
      "omnivae sweep mnist-elbo -g 'model.modalities.*.scale=0.05,0.2,0.75' --seeds 1,2",
      "",
      "Run again, it goes on where it stopped."
    })
final class SweepCommand implements Callable<Integer> {
  /** Codes of a map that is shown small. */
  private static final int POINTS = 1_000;

  private final Omnivae omnivae;

  @Parameters(paramLabel = "RECIPE", description = "A recipe's name, or a .yaml file.")
  private String recipe = "";

  @Option(
      names = "-g",
      paramLabel = "key.path=v1,v2",
      required = true,
      description = "A key and its values; several make every combination.")
  private List<String> grid = new ArrayList<>();

  @Option(
      names = "-s",
      paramLabel = "key.path=value",
      description = "Sets a key of every run, as in train.")
  private List<String> set = new ArrayList<>();

  @Option(names = "--seeds", split = ",", paramLabel = "N", description = "Seeds; 1 unless given.")
  private List<Long> seeds = new ArrayList<>(List.of(1L));

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where run folders, table and sheet go; runs/RECIPE-sweep unless given.")
  private @Nullable Path out;

  SweepCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Comparison sweep =
        Sweep.of(
            omnivae.recipes().get(recipe), grid.stream().map(GridAxis::parse).toList(), set, seeds);
    return new Comparing(omnivae, data.roots())
        .run(
            sweep,
            out,
            (folder, display) -> {
              sweep.entries().forEach(e -> map(sweep.firstRun(e, folder), display));
              SweepSheet.write(sweep, folder);
            },
            "sheet.png");
  }

  /** Draws the maps of a run that has ended well and has none yet. */
  private void map(Path path, ProgressDisplay display) {
    RunFolder run = RunFolder.resume(path);
    if (run != null && run.finished() && !Files.exists(SweepSheet.map(path))) {
      Experiment experiment = Trained.experiment(run, data);
      Evaluation evaluation = Trained.exploration(experiment, experiment.recipe().seed(), display);
      new Exploration(evaluation, Wishes.maps(POINTS), path.resolve("explore")).write();
    }
  }
}
