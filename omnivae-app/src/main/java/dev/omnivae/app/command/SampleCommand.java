package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Examination;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.app.sampling.Examples;
import dev.omnivae.app.sampling.KnownPixels;
import dev.omnivae.app.sampling.OwnExamples;
import dev.omnivae.app.sampling.Sampling;
import dev.omnivae.app.sampling.Steering;
import dev.omnivae.app.sampling.TestExamples;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Split;
import dev.omnivae.eval.sampler.Samplers;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "omnivae sample DIR --sampler gmm                        from a sampler fitted to the codes",
      "omnivae sample DIR --given street --ids 0,5,7           given test samples",
      "omnivae sample DIR --given handwritten=a.png -n 8       given a picture of yours",
      "omnivae sample DIR --given text='a thin seven' -n 8     given a sentence of yours",
      "omnivae sample DIR --given spoken=a.wav -n 8            given a sound of yours",
      "omnivae sample DIR --generation search=beam,beams=8     how texts are written",
      "omnivae sample DIR --mode inpainting --given a,b        given a, given b, given both",
      "omnivae sample DIR --known b=mask.png                   fills in the black of the mask",
      "omnivae sample DIR --condition width_px=24              under conditions of yours",
      "",
      "A picture of yours is laid on white paper, made grey where the modality is, inverted where",
      "its border is light and the data's is dark, scaled to fit with its shape kept, centred. Of a",
      "sound of yours silence at both ends is cut off, and what is longest and loudest kept. A",
      "mask is taken as it is: white where pixels are known, of the modality's size."
    })
final class SampleCommand implements Callable<Integer> {
  private static final String UNCONDITIONAL = "unconditional";
  private static final String CONDITIONAL = "conditional";
  private static final String INPAINTING = "inpainting";
  private static final List<String> MODES = List.of(UNCONDITIONAL, CONDITIONAL, INPAINTING);

  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final GenerationOptions generation = new GenerationOptions();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "unconditional, conditional (the default with --given), or inpainting (with --known):"
              + " given each modality alone and all together.")
  private @Nullable String mode;

  @Option(
      names = "--given",
      split = ",",
      paramLabel = "NAME[=FILE|TEXT]",
      description =
          "Modalities to look at: of test samples, or pictures, sounds and texts of yours.")
  private List<String> given = new ArrayList<>();

  @Option(
      names = "--known",
      split = ",",
      paramLabel = "NAME=FILE",
      description = "Masks, white where the pixels of a modality are known; fills in the rest.")
  private List<String> known = new ArrayList<>();

  @Option(
      names = "--condition",
      split = ",",
      paramLabel = "NAME=NUMBER",
      description = "Conditions in the data's own units; others stay each sample's own.")
  private List<String> conditions = new ArrayList<>();

  @Option(
      names = "--ids",
      split = ",",
      paramLabel = "ID",
      description = "Which test samples, counted from 0; the first N unless given.")
  private List<Long> ids = new ArrayList<>();

  @Option(
      names = "-n",
      paramLabel = "N",
      description = "How many samples; 64 unless given, 8 with --known.")
  private @Nullable Integer count;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description =
          "What draws the codes in the place of the prior, and given modalities where it can:"
              + " gmm, maf, iaf, vamp or flow. Fitted where it is not yet.")
  private @Nullable String sampler;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all draws; the run's.")
  private @Nullable Long seed;

  SampleCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    String chosen = mode();
    int n = count != null ? count : known.isEmpty() ? 64 : 8;
    if (n < 1) {
      throw InputException.of("-n", "at least 1", n, "write -n 64");
    }
    checkSampler();
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    Sampling sampling =
        new Sampling(
            experiment,
            sampler == null ? experiment.model() : drawnBy(experiment, run, sampler, chosen),
            sampler,
            run,
            steering(experiment),
            generation.of(experiment),
            seed == null ? experiment.recipe().seed() : seed);
    Sampling.Written written =
        chosen.equals(UNCONDITIONAL)
            ? sampling.unconditional(n)
            : given(sampling, experiment, chosen, n);
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

  private void checkSampler() {
    if (sampler != null) {
      Samplers.check(List.of(sampler));
      if (!known.isEmpty()) {
        throw InputException.of(
            "--sampler", "left out with --known", "'" + sampler + "'", "leave one of them out");
      }
    }
  }

  private Model drawnBy(Experiment experiment, RunFolder run, String name, String chosen) {
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      Examination examination = new Examination(experiment, run, display);
      if (!chosen.equals(UNCONDITIONAL) && !examination.sampler(name).conditional()) {
        throw InputException.of(
            "--sampler",
            "one that draws given modalities, too, with --mode " + chosen,
            "'" + name + "'",
            "write --sampler flow");
      }
      return examination.drawnBy(name);
    }
  }

  private Sampling.Written given(Sampling sampling, Experiment experiment, String chosen, int n) {
    List<Modality> modalities = experiment.dataset().modalities();
    NamedItems seen = NamedItems.parse("--given", given, modalities);
    NamedItems masks = NamedItems.parse("--known", known, modalities);
    Examples examples = examples(experiment, seen, masks, n);
    if (!masks.names().isEmpty()) {
      KnownPixels pixels =
          KnownPixels.read(masks.paths("a mask for every modality"), experiment.dataset());
      return sampling.inpainting(examples, seen.names(), pixels);
    }
    return chosen.equals(INPAINTING)
        ? sampling.inpainting(examples, seen.names())
        : sampling.conditional(examples, seen.names());
  }

  private Examples examples(Experiment experiment, NamedItems seen, NamedItems masks, int n) {
    if (!seen.anyValue()) {
      return new TestExamples("--ids", experiment.dataset().samples(Split.TEST), ids, n);
    }
    Map<String, Path> files = seen.paths("a file or a text for every modality or for none");
    if (!ids.isEmpty()) {
      throw InputException.of(
          "--ids", "left out where files are given", ids, "choose test samples or files");
    }
    for (String name : masks.names()) {
      if (!files.containsKey(name)) {
        throw InputException.of(
            "--known",
            "of modalities that are given where files are",
            "'" + name + "'",
            "add --given " + name + "=FILE");
      }
    }
    OwnExamples own = new OwnExamples(experiment.dataset(), files, seen.texts(), n);
    own.notes().forEach(omnivae.err()::println);
    return own;
  }

  private Steering steering(Experiment experiment) {
    if (conditions.isEmpty()) {
      return Steering.NONE;
    }
    List<String> used = new ArrayList<>();
    for (JsonNode name : experiment.recipe().tree().at("/model/condition/columns")) {
      used.add(name.asText());
    }
    return Steering.parse(conditions, experiment.dataset().standardisations(), used);
  }

  private String mode() {
    boolean nothing = given.isEmpty() && ids.isEmpty() && known.isEmpty();
    String chosen =
        mode != null ? mode : nothing ? UNCONDITIONAL : known.isEmpty() ? CONDITIONAL : INPAINTING;
    if (!MODES.contains(chosen)) {
      throw new InputException(
          "--mode must be a known mode, got '%s'; %s"
              .formatted(chosen, Nearest.hint(chosen, MODES)));
    }
    if (chosen.equals(UNCONDITIONAL) && !nothing) {
      throw InputException.of(
          "--mode unconditional", "given nothing", "--given, --known or --ids", "leave them out");
    }
    if (!chosen.equals(UNCONDITIONAL) && given.isEmpty() && known.isEmpty()) {
      throw InputException.of(
          "--mode " + chosen,
          "given something to look at",
          "no --given",
          "add --given MODALITY or --given MODALITY=FILE");
    }
    if (chosen.equals(CONDITIONAL) && !known.isEmpty()) {
      throw InputException.of(
          "--known", "left out of --mode conditional", known, "write --mode inpainting");
    }
    return chosen;
  }
}
