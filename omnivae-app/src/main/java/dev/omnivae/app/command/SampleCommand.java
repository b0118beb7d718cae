package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.app.run.Sampling;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae sample DIR}. */
@Command(
    name = "sample",
    description = "Draws from a trained model into samples/ of its run folder.",
    footerHeading = "%n",
    footer = {
      "omnivae sample DIR -n 64                                from the prior",
      "omnivae sample DIR --given street --ids 0,5,7           given test samples",
      "omnivae sample DIR --given handwritten=a.png -n 8       given a picture of yours",
      "",
      "A picture of yours is laid on white paper, made grey where the modality is, inverted where",
      "its border is light and the data's is dark, scaled to fit with its shape kept, centred."
    })
final class SampleCommand implements Callable<Integer> {
  private static final List<String> MODES = List.of("unconditional", "conditional");

  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "unconditional, or conditional (the default with --given).")
  private @Nullable String mode;

  @Option(
      names = "--given",
      split = ",",
      paramLabel = "NAME[=FILE]",
      description = "Modalities to look at: of test samples, or of pictures of yours.")
  private List<String> given = new ArrayList<>();

  @Option(
      names = "--ids",
      split = ",",
      paramLabel = "ID",
      description = "Which test samples, counted from 0; the first N unless given.")
  private List<Long> ids = new ArrayList<>();

  @Option(names = "-n", paramLabel = "N", description = "How many samples; 64 unless given.")
  private @Nullable Integer count;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all draws; the run's.")
  private @Nullable Long seed;

  SampleCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    boolean conditional = conditional();
    int n = count == null ? 64 : count;
    if (n < 1) {
      throw InputException.of("-n", "at least 1", n, "write -n 64");
    }
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    Sampling sampling =
        new Sampling(experiment, run, seed == null ? experiment.recipe().seed() : seed);
    Sampling.Written written;
    if (!conditional) {
      written = sampling.unconditional(n);
    } else {
      Map<String, @Nullable Path> files = files(experiment);
      written =
          files.values().stream().allMatch(java.util.Objects::isNull)
              ? sampling.givenTestSamples(List.copyOf(files.keySet()), ids, n)
              : sampling.givenFiles(paths(files), n);
    }
    ObjectNode json = Json.object();
    json.put("folder", written.folder().toString());
    json.put("contact_sheet", written.contactSheet().toString());
    ArrayNode array = json.putArray("files");
    written.files().forEach(file -> array.add(file.toString()));
    omnivae.result(
        json,
        "%d files in %s%ncontact sheet: %s"
            .formatted(written.files().size(), written.folder(), written.contactSheet()));
    return 0;
  }

  private boolean conditional() {
    String chosen =
        mode != null ? mode : given.isEmpty() && ids.isEmpty() ? "unconditional" : "conditional";
    if (!MODES.contains(chosen)) {
      throw new InputException(
          "--mode must be a known mode, got '%s'; %s"
              .formatted(chosen, Nearest.hint(chosen, MODES)));
    }
    boolean conditional = chosen.equals("conditional");
    if (conditional && given.isEmpty()) {
      throw InputException.of(
          "--mode conditional",
          "given something to look at",
          "no --given",
          "add --given MODALITY or --given MODALITY=FILE");
    }
    if (!conditional && !(given.isEmpty() && ids.isEmpty())) {
      throw InputException.of(
          "--mode unconditional", "given nothing", "--given or --ids", "leave them out");
    }
    return conditional;
  }

  /** Given modalities with their files; null where a test sample is meant. */
  private Map<String, @Nullable Path> files(Experiment experiment) {
    List<String> known = experiment.dataset().modalities().stream().map(Modality::name).toList();
    Map<String, @Nullable Path> files = new LinkedHashMap<>();
    for (String item : given) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? item : item.substring(0, equals);
      if (!known.contains(name)) {
        throw new InputException(
            "--given must name modalities of the run, got '%s'; %s"
                .formatted(name, Nearest.hint(name, known)));
      }
      files.put(name, equals < 0 ? null : Path.of(item.substring(equals + 1)));
    }
    return files;
  }

  private Map<String, Path> paths(Map<String, @Nullable Path> files) {
    Map<String, Path> paths = new LinkedHashMap<>();
    files.forEach(
        (name, file) -> {
          if (file == null) {
            throw InputException.of(
                "--given",
                "a file for every modality or for none",
                "'" + name + "' without one",
                "write --given " + name + "=FILE");
          }
          paths.put(name, file);
        });
    if (!ids.isEmpty()) {
      throw InputException.of(
          "--ids", "left out where files are given", ids, "choose test samples or files");
    }
    return paths;
  }
}
