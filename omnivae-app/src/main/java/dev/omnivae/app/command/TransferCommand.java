package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.app.sampling.OwnExamples;
import dev.omnivae.app.sampling.TestExamples;
import dev.omnivae.app.sampling.Transfer;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae transfer DIR --content A --style B}. */
@Command(
    name = "transfer",
    description = "Decodes the shared code of one sample with the private codes of another.",
    footerHeading = "%n",
    footer = {
      "omnivae transfer DIR --content 3 --style 7                  test samples 3 and 7",
      "omnivae transfer DIR --content 0,1,2 --style 5,6,7          a grid of nine",
      "omnivae transfer DIR --content text='a thin seven' --style image=a.png",
      "omnivae transfer DIR --content image=a.png --content image=b.png --style 0,1",
      "",
      "Files and sentences are read as omnivae sample --given reads them; each --content or",
      "--style with them is one sample. Written to samples/transfer/MODALITY/CONTENT-STYLE.png",
      "(texts: .txt) with a contact sheet: styles above, contents at the left."
    })
final class TransferCommand implements Callable<Integer> {
  private static final Pattern IDS = Pattern.compile("\\d{1,18}(,\\d{1,18})*");

  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final GenerationOptions generation = new GenerationOptions();

  @Option(
      names = "--content",
      required = true,
      paramLabel = "IDS|NAME=FILE|NAME=TEXT",
      description = "What is shown: test samples counted from 0, or files and sentences of yours.")
  private List<String> contents = new ArrayList<>();

  @Option(
      names = "--style",
      required = true,
      paramLabel = "IDS|NAME=FILE|NAME=TEXT",
      description = "How it is shown.")
  private List<String> styles = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all draws; the run's.")
  private @Nullable Long seed;

  TransferCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    Transfer transfer =
        new Transfer(
            experiment.dataset(),
            experiment.model(),
            run.samples(),
            generation.of(experiment),
            seed == null ? experiment.recipe().seed() : seed);
    Transfer.Written written =
        transfer.write(
            sources("--content", contents, experiment), sources("--style", styles, experiment));
    ObjectNode json = Json.object();
    json.put("folder", written.folder().toString());
    json.put("contact_sheet", written.contactSheet().toString());
    ArrayNode pairs = json.putArray("pairs");
    written.pairs().forEach(pair -> pairs.add(json(pair)));
    omnivae.result(
        json,
        "%d transfers in %s%ncontact sheet: %s"
            .formatted(written.pairs().size(), written.folder(), written.contactSheet()));
    return 0;
  }

  private static ObjectNode json(Transfer.Pair pair) {
    ObjectNode json = Json.object();
    json.put("content", pair.content());
    json.put("style", pair.style());
    ObjectNode files = json.putObject("files");
    pair.files().forEach((modality, file) -> files.put(modality, file.toString()));
    ObjectNode texts = json.putObject("texts");
    pair.texts().forEach(texts::put);
    return json;
  }

  /** Each item of the option as test samples or as one sample of the user's. */
  private List<Transfer.Source> sources(String option, List<String> items, Experiment experiment) {
    List<Transfer.Source> sources = new ArrayList<>();
    int own = 0;
    for (String item : items) {
      if (IDS.matcher(item).matches()) {
        List<Long> ids = Arrays.stream(item.split(",")).map(Long::valueOf).toList();
        sources.add(
            new Transfer.Source(
                new TestExamples(option, experiment.dataset().samples(Split.TEST), ids, 0),
                "",
                true));
      } else {
        sources.add(new Transfer.Source(own(option, item, experiment), "own" + ++own, false));
      }
    }
    return sources;
  }

  private OwnExamples own(String option, String item, Experiment experiment) {
    if (!item.contains("=")) {
      throw InputException.of(
          option,
          "ids of test samples, or files and texts",
          "'" + item + "'",
          "write %s 0,1 or %s NAME=FILE".formatted(option, option));
    }
    NamedItems given =
        NamedItems.parse(option, List.of(item.split(",", -1)), experiment.dataset().modalities());
    OwnExamples examples =
        new OwnExamples(
            experiment.dataset(),
            given.paths("a file or a text for every modality"),
            given.texts(),
            1);
    examples.notes().forEach(omnivae.err()::println);
    return examples;
  }
}
