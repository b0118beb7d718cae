package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.check.Answer;
import dev.omnivae.app.check.Asked;
import dev.omnivae.app.check.Checker;
import dev.omnivae.app.check.PairsFile;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae check DIR}. */
@Command(
    name = "check",
    description = "Says whether attributes, or a caption, belong to an image.",
    footerHeading = "%n",
    footer = {
      "omnivae check DIR --image a.png --attributes female,smiling",
      "omnivae check DIR --image a.png --text 'a thin seven'",
      "omnivae check DIR --pairs pairs.csv            columns image and attributes or text",
      "",
      "Attributes that are not named are said not to be there. Judged by what the metric",
      "consistency was fitted on: docs/consistency.md."
    })
final class CheckCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Option(names = "--image", paramLabel = "FILE", description = "A picture of yours.")
  private @Nullable Path image;

  @Option(
      names = "--attributes",
      paramLabel = "A,B",
      description = "What is to be seen on it; all other attributes are not.")
  private @Nullable String attributes;

  @Option(names = "--text", paramLabel = "TEXT", description = "Its caption.")
  private @Nullable String text;

  @Option(names = "--pairs", paramLabel = "CSV", description = "A table of pairs instead.")
  private @Nullable Path pairs;

  @Option(
      names = "--out",
      paramLabel = "CSV",
      description = "Where the table goes with its answers; CSV-checked.csv beside it.")
  private @Nullable Path out;

  CheckCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Path table = pairs;
    if (table != null) {
      checkMany(table);
    } else {
      checkOne(one());
    }
    return 0;
  }

  /** The pair of the command line. */
  private Asked one() {
    Path file = image;
    if (file == null) {
      throw InputException.of(
          "omnivae check",
          "given --image or --pairs",
          "neither",
          "add --image FILE --attributes A,B, --image FILE --text TEXT, or --pairs CSV");
    }
    if (out != null) {
      throw InputException.of("--out", "left out without --pairs", out, "add --pairs CSV");
    }
    String said = attributes != null ? attributes : text;
    if (said == null || (attributes != null && text != null)) {
      throw InputException.of(
          "--image",
          "beside one of --attributes and --text",
          said == null ? "neither" : "both",
          said == null ? "add one" : "leave one out");
    }
    return attributes != null
        ? new Asked(file, "--image", Modality.Kind.ATTRIBUTES, said, "--attributes")
        : new Asked(file, "--image", Modality.Kind.TOKENS, said, "--text");
  }

  private void checkOne(Asked asked) {
    Answer answer = answers(List.of(asked)).get(0);
    ObjectNode json = answer.json();
    json.put("image", asked.image().toString());
    json.put(asked.kind() == Modality.Kind.TOKENS ? "text" : "attributes", asked.said());
    omnivae.result(json, answer.lines());
  }

  private void checkMany(Path table) {
    if (image != null || attributes != null || text != null) {
      throw InputException.of(
          "--pairs",
          "without --image, --attributes and --text",
          "both",
          "write them into the table, or leave --pairs out");
    }
    PairsFile file = PairsFile.read(table);
    List<Answer> answers = answers(file.asked());
    Path written = out == null ? PairsFile.beside(table) : out;
    file.write(written, answers);
    long belong = answers.stream().filter(Answer::belongs).count();
    ObjectNode json = Json.object();
    json.put("file", written.toString());
    json.put("pairs", answers.size());
    json.put("belong", belong);
    omnivae.result(
        json, "%d of %d pairs belong together: %s".formatted(belong, answers.size(), written));
  }

  /** In their order; a checker for each kind of description that is asked for. */
  private List<Answer> answers(List<Asked> asked) {
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    @Nullable Answer[] answers = new @Nullable Answer[asked.size()];
    for (Modality.Kind kind : List.of(Modality.Kind.ATTRIBUTES, Modality.Kind.TOKENS)) {
      int[] rows =
          IntStream.range(0, asked.size()).filter(i -> asked.get(i).kind() == kind).toArray();
      if (rows.length > 0) {
        List<Asked> ofKind = Arrays.stream(rows).mapToObj(asked::get).toList();
        List<Answer> judged =
            Checker.of(experiment, run, kind, ofKind.get(0).saidFrom()).check(ofKind);
        for (int i = 0; i < rows.length; i++) {
          answers[rows[i]] = judged.get(i);
        }
      }
    }
    List<Answer> all = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      Answer answer = answers[i];
      if (answer != null) {
        all.add(answer);
        tellUnknown(asked.get(i), answer);
      }
    }
    return all;
  }

  private void tellUnknown(Asked asked, Answer answer) {
    if (!answer.unknown().isEmpty()) {
      omnivae
          .err()
          .println(
              "%s: the model never saw '%s', read as unknown"
                  .formatted(asked.saidFrom(), String.join("', '", answer.unknown())));
    }
  }
}
