package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.Manifest;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Datasets;
import dev.omnivae.data.Description;
import dev.omnivae.eval.figure.ContactSheet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae data describe NAME}. */
@Command(
    name = "describe",
    description =
        "Prints counts, shapes, value ranges, licence and citation; draws a contact sheet.")
final class DataDescribeCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "NAME", description = "A reader of 'omnivae data list'.")
  private String name = "";

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Set a key of the data mapping: -s samples=1000.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the contact sheet goes; NAME.png unless given.")
  private @Nullable Path out;

  DataDescribeCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Datasets.reader(name);
    Recipe recipe = Recipe.ofData(name).with(underData(set));
    omnivae.startEngine();
    List<Path> roots = data.roots();
    Dataset dataset = Experiment.dataset(recipe, roots, Map.of());
    Path sheet = out == null ? Path.of(name + ".png") : out;
    ContactSheet.write(dataset, sheet);
    Description description = Description.of(dataset);
    ObjectNode json = Manifest.data(dataset, roots);
    json.set("classes", Json.tree(dataset.info().classes()));
    for (Description.ModalityDescription modality : description.modalities()) {
      ObjectNode one = json.withObject("/modalities/" + modality.name());
      if (modality.text() == null) {
        one.put("minimum", modality.minimum());
        one.put("maximum", modality.maximum());
        one.put("mean", modality.mean());
      } else {
        one.set("text", Json.tree(modality.text()));
      }
      one.set("per_class", Json.tree(modality.perClass()));
    }
    json.put("contact_sheet", sheet.toString());
    omnivae.result(json, lines(description) + "contact sheet  " + sheet);
    return 0;
  }

  /** Assignments to keys of the data mapping as assignments to a recipe's. */
  static List<String> underData(List<String> assignments) {
    return assignments.stream().map(assignment -> "data." + assignment).toList();
  }

  private static String lines(Description description) {
    DatasetInfo info = description.info();
    StringBuilder lines = new StringBuilder();
    row(lines, "name", info.name());
    row(lines, "what", info.description());
    description.samples().forEach((split, count) -> row(lines, split, count + " samples"));
    for (Description.ModalityDescription modality : description.modalities()) {
      row(
          lines,
          modality.name(),
          "%s %s, %s; single: %s"
              .formatted(modality.kind(), modality.shape(), values(modality), modality.singles()));
    }
    row(lines, "classes", String.join(", ", info.classes()));
    row(lines, "licence", info.licence());
    row(lines, "citation", info.citation());
    new TreeMap<>(info.checksums()).forEach((file, sum) -> row(lines, "sha256", sum + " " + file));
    return lines.toString();
  }

  private static String values(Description.ModalityDescription modality) {
    Description.TextDescription text = modality.text();
    if (text == null) {
      return String.format(
          Locale.ROOT,
          "values %.3f to %.3f, mean %.3f",
          modality.minimum(),
          modality.maximum(),
          modality.mean());
    }
    return String.format(
        Locale.ROOT,
        "vocabulary of %d, %d tokens of which %d unknown, the longest text %d",
        text.vocabulary(),
        text.tokens(),
        text.unknown(),
        text.longest());
  }

  private static void row(StringBuilder lines, String key, String value) {
    lines.append(key).append(" ".repeat(Math.max(1, 15 - key.length()))).append(value).append('\n');
  }
}
