package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.explore.Maps;
import dev.omnivae.app.explore.Part;
import dev.omnivae.app.explore.Written;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.Places;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.latent.Colourings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
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
      "omnivae explore DIR                                 everything",
      "omnivae explore DIR --only maps --points 10000      maps of that many codes",
      "omnivae explore DIR --color-by slant                coloured by a factor of the data",
      "omnivae explore DIR --only maps --codes draw        draws of the posterior, not means"
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
      description = "What to draw: maps; everything unless given.")
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
      description = "mean (the default) or draw: which code of each posterior.")
  private String codes = "mean";

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description = "train, valid or test (the default).")
  private String split = "test";

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all draws; the run's.")
  private @Nullable Long seed;

  ExploreCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Set<Part> parts = parts();
    Split shown = Splits.named(split);
    CodeSet.Kind kind = kind();
    if (points < FEWEST) {
      throw InputException.of("--points", "at least " + FEWEST, points, "write --points 5000");
    }
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    Path into = run.path().resolve("explore");
    List<Written> written = new ArrayList<>();
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      Evaluation evaluation =
          new Evaluation(
              experiment.model(),
              experiment.dataset(),
              shown,
              seed == null ? experiment.recipe().seed() : seed,
              Places.cache(),
              display::say);
      display.say("codes: inferring from the %s split".formatted(shown.key()));
      CodeSet inferred = CodeSet.of(evaluation, points, kind);
      Colourings known = new Colourings(evaluation.dataset(), shown, inferred);
      Colouring colouring = colorBy == null ? known.usual() : known.of(colorBy);
      if (parts.contains(Part.MAPS)) {
        written.addAll(new Maps(evaluation, inferred, kind, colouring, into).write());
      }
    }
    tell(into, written);
    return 0;
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
      lines.append("%s: %s%n".formatted(each.file(), each.line()));
    }
    omnivae.result(json, lines.toString());
  }

  private Set<Part> parts() {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    only.forEach(name -> parts.add(Part.named(name)));
    return parts.isEmpty() ? EnumSet.allOf(Part.class) : parts;
  }

  private CodeSet.Kind kind() {
    return switch (codes) {
      case "mean" -> CodeSet.Kind.MEAN;
      case "draw" -> CodeSet.Kind.DRAW;
      default ->
          throw InputException.of("--codes", "mean or draw", "'" + codes + "'", "write --codes mean");
    };
  }
}
