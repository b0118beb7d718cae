package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.explore.Exploration;
import dev.omnivae.app.explore.Part;
import dev.omnivae.app.explore.Wishes;
import dev.omnivae.app.explore.Written;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.core.config.InputException;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.latent.CodeSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae explore DIR}. */
@Command(
    name = "explore",
    description = "Draws the latent space of a trained model into explore/ of its run folder.",
    footerHeading = "%n",
    footer = {
      "omnivae explore DIR                                   everything",
      "omnivae explore DIR --only maps --points 10000        maps of that many codes",
      "omnivae explore DIR --color-by slant                  coloured by a factor of the data",
      "omnivae explore DIR --only films --ids 3,17,42        a walk between test samples",
      "omnivae explore DIR --only films,manifold --dims 0,5  along these dimensions of the code"
    })
final class ExploreCommand implements Callable<Integer> {
  private static final int FEWEST = 10;

  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description =
          "What to draw: maps, films, traversals, interpolations, manifold, neighbours; everything"
              + " unless given.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--color-by",
      paramLabel = "NAME",
      description =
          "label, modality, or a factor, attribute or condition of the data; the label unless"
              + " given.")
  private @Nullable String colorBy;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Codes on a map at most, all modalities together; ${DEFAULT-VALUE}.")
  private int points = 5_000;

  @Option(
      names = "--codes",
      paramLabel = "KIND",
      description = "mean (the default) or draw: which code of each posterior maps show.")
  private String codes = "mean";

  @Option(
      names = "--ids",
      split = ",",
      paramLabel = "ID",
      description =
          "Test samples, counted from 0, that walks, interpolations and neighbours start from; one"
              + " of each class unless given.")
  private List<Long> ids = new ArrayList<>();

  @Option(
      names = "--dims",
      split = ",",
      paramLabel = "D",
      description =
          "Dimensions of the code, counted from 0, for the sine, the traversals and the manifold;"
              + " the widest unless given.")
  private List<Integer> dimensions = new ArrayList<>();

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Frames of each film, 20 a second; ${DEFAULT-VALUE}.")
  private int frames = 160;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all draws; the run's.")
  private @Nullable Long seed;

  ExploreCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Wishes wishes = wishes();
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    Path into = run.path().resolve("explore");
    List<Written> written;
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      long of = seed == null ? experiment.recipe().seed() : seed;
      Evaluation evaluation = Trained.exploration(experiment, of, display);
      written = new Exploration(evaluation, wishes, into).write();
    }
    tell(into, written);
    return 0;
  }

  private Wishes wishes() {
    return new Wishes(
        only.stream().map(Part::named).collect(Collectors.toSet()),
        atLeast("--points", FEWEST, points),
        kind(),
        colorBy,
        ids,
        dimensions,
        atLeast("--frames", FEWEST, frames));
  }

  private static int atLeast(String option, int least, int given) {
    if (given < least) {
      throw InputException.of(option, "at least " + least, given, "write more, or leave it out");
    }
    return given;
  }

  private CodeSet.Kind kind() {
    return switch (codes) {
      case "mean" -> CodeSet.Kind.MEAN;
      case "draw" -> CodeSet.Kind.DRAW;
      default ->
          throw InputException.of(
              "--codes", "mean or draw", "'" + codes + "'", "write --codes mean");
    };
  }

  private void tell(Path into, List<Written> written) {
    ObjectNode json = Json.object();
    json.put("folder", into.toString());
    ArrayNode files = json.putArray("files");
    StringBuilder lines = new StringBuilder();
    for (Written each : written) {
      ObjectNode file = files.addObject();
      file.put("file", each.file().toString());
      each.numbers().forEach(file::put);
      lines.append("%s: %s\n".formatted(each.file(), each.line()));
    }
    omnivae.result(json, lines.toString());
  }
}
