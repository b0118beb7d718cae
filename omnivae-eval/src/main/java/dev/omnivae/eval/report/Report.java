package dev.omnivae.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.eval.figure.Figure;
import dev.omnivae.eval.figure.Figures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code report.html} of a run: what was trained on what, the main numbers, the pictures, all
 * numbers with what they mean, curves, and how to make it again. Made of the run folder alone.
 */
public final class Report {
  private final Path run;
  private final RunRecord record;
  private final Numbers numbers;
  private final Page page;

  private Report(Path run) {
    this.run = run;
    this.record = RunRecord.read(run);
    this.numbers = new Numbers(record.metrics());
    String name = record.manifest("/name");
    name = name.isEmpty() ? record.manifest("/data/name") : name;
    this.page = new Page(name.isEmpty() ? "OmniVAE run" : "OmniVAE: " + name);
  }

  /**
   * Writes the page of a run folder.
   *
   * @return where it stands
   * @throws InputException when the folder is no run
   */
  public static Path write(Path run) {
    Path file = run.resolve("report.html");
    new Report(run).page().write(file);
    return file;
  }

  private Page page() {
    page.paragraph(record.manifest("/description")).command(record.manifest("/command"));
    new Tiles(numbers).write(page.html());
    data();
    figures("What the model makes", Figure.Section.SAMPLES);
    numbers();
    figures("The latent space", Figure.Section.LATENT);
    List<Page.Picture> curves = pictures(Figure.Section.CURVES);
    if (!curves.isEmpty()) {
      page.heading("Curves").pictures(curves.subList(0, 1)); // the loss, then its terms
      page.gallery(curves.subList(1, curves.size()));
    }
    configuration();
    return page;
  }

  private void data() {
    page.heading("The data").paragraph(record.manifest("/data/description"));
    page.pictures(pictures(Figure.Section.DATA));
    JsonNode samples = record.manifest().at("/data/samples");
    List<String> splits = new ArrayList<>();
    samples.fieldNames().forEachRemaining(splits::add);
    List<String> header = new ArrayList<>(splits);
    header.add(0, "");
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("samples", splits, samples));
    for (Map.Entry<String, JsonNode> modality :
        record.manifest().at("/data/modalities").properties()) {
      JsonNode one = modality.getValue();
      String shape = one.path("shape").toString().replace(",", " x ").replaceAll("[\\[\\]]", "");
      String label = modality.getKey() + " (" + one.path("kind").asText() + " " + shape + ")";
      rows.add(row("single " + label, splits, one.path("singles")));
    }
    page.table(header, rows);
    Map<String, String> whose = new LinkedHashMap<>();
    whose.put("Licence", record.manifest("/data/licence"));
    whose.put("Citation", record.manifest("/data/citation"));
    page.definitions(whose);
  }

  private static List<String> row(String label, List<String> splits, JsonNode counts) {
    List<String> row = new ArrayList<>(List.of(label));
    splits.forEach(split -> row.add(count(counts.path(split))));
    return row;
  }

  private static String count(JsonNode count) {
    return count.isNumber() ? String.format(Locale.ROOT, "%,d", count.asLong()) : "";
  }

  private void numbers() {
    page.heading("The numbers");
    if (numbers.isEmpty()) {
      page.paragraph("Not measured yet: omnivae evaluate " + run.getFileName() + " does it.");
      return;
    }
    page.paragraph(
        "On the test split. Fractions of 1, not percent; nats per example. In brackets what 95 of 100"
            + " other samples of as many would give. Arrows say which way is better.");
    new NumberTables(numbers).write(page.html());
  }

  private void figures(String heading, Figure.Section section) {
    List<Page.Picture> pictures = pictures(section);
    if (!pictures.isEmpty()) {
      page.heading(heading).pictures(pictures);
    }
  }

  private List<Page.Picture> pictures(Figure.Section section) {
    return record.figures().stream()
        .filter(figure -> figure.section() == section)
        .map(f -> new Page.Picture(Figures.file(run, f), f.title(), f.caption()))
        .toList();
  }

  private void configuration() {
    Map<String, String> how = new LinkedHashMap<>();
    how.put("Version", record.manifest("/version"));
    how.put("Commit", record.manifest("/commit"));
    how.put("Started", record.manifest("/started"));
    how.put("Seed", record.manifest("/seed"));
    how.put("Device", record.manifest("/device"));
    how.put("Threads", record.manifest("/threads"));
    how.put("Parameters", count(record.manifest().path("parameters")));
    page.heading("How it was made")
        .definitions(how)
        .fold("Recipe, every default written out", record.config())
        .fold("Manifest", record.manifest().toPrettyString());
  }
}
