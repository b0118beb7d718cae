package dev.omnivae.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.eval.Interval;
import dev.omnivae.eval.figure.Figure;
import dev.omnivae.eval.figure.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code report.html}: one page that holds everything, pictures included, and needs no network: the
 * data set, the numbers, the curves, the pictures, the configuration, the command. Made of the run
 * folder alone.
 */
public final class Report {
  private final Path run;
  private final RunRecord record;
  private final Html html = new Html();

  private Report(Path run) {
    this.run = run;
    this.record = RunRecord.read(run);
  }

  /**
   * Writes the page of a run folder.
   *
   * @return where it stands
   * @throws InputException when the folder is no run
   */
  public static Path write(Path run) {
    Path page = run.resolve("report.html");
    AtomicFiles.DISK.write(page, new Report(run).page());
    return page;
  }

  private String page() {
    String name = record.manifest("/data/name");
    String title = name.isEmpty() ? "OmniVAE run" : "OmniVAE: " + name;
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.element("title", title);
    html.raw("<style>\n").raw(Style.CSS).raw("</style>\n</head>\n<body>\n<main>\n");
    html.element("h1", title);
    String command = record.manifest("/command");
    if (!command.isEmpty()) {
      html.raw("<pre class=\"command\">").text(command).raw("</pre>\n");
    }
    data();
    numbers();
    figures("Curves", Figure.Section.CURVES);
    figures("What the model makes", Figure.Section.SAMPLES);
    figures("The latent space", Figure.Section.LATENT);
    configuration();
    html.raw("</main>\n</body>\n</html>\n");
    return html.toString();
  }

  // ---- data ----

  private void data() {
    html.element("h2", "The data");
    paragraph(record.manifest("/data/description"));
    pictures(Figure.Section.DATA);
    html.raw("<div class=\"scroll\"><table>\n<tr><th></th>");
    List<String> splits = new ArrayList<>();
    record.manifest().at("/data/samples").fieldNames().forEachRemaining(splits::add);
    splits.forEach(split -> html.raw("<th class=\"number\">").text(split).raw("</th>"));
    html.raw("</tr>\n");
    row("samples", splits, record.manifest().at("/data/samples"));
    for (Map.Entry<String, JsonNode> modality :
        record.manifest().at("/data/modalities").properties()) {
      JsonNode one = modality.getValue();
      String shape = one.path("shape").toString().replace(",", " x ").replaceAll("[\\[\\]]", "");
      String label = modality.getKey() + " (" + one.path("kind").asText() + " " + shape + ")";
      row("single " + label, splits, one.path("singles"));
    }
    html.raw("</table></div>\n<dl>\n");
    definition("Licence", record.manifest("/data/licence"));
    definition("Citation", record.manifest("/data/citation"));
    html.raw("</dl>\n");
  }

  private void row(String label, List<String> splits, JsonNode counts) {
    html.raw("<tr><td>").text(label).raw("</td>");
    for (String split : splits) {
      JsonNode count = counts.path(split);
      String text = count.isNumber() ? String.format(Locale.ROOT, "%,d", count.asLong()) : "";
      html.raw("<td class=\"number\">").text(text).raw("</td>");
    }
    html.raw("</tr>\n");
  }

  // ---- numbers ----

  private void numbers() {
    html.element("h2", "The numbers");
    if (record.metrics().isEmpty()) {
      paragraph("Not measured yet: omnivae evaluate " + run.getFileName() + " does it.");
      return;
    }
    paragraph(
        "On the test split. Fractions of 1, not percent; nats per example. In brackets what 95 of 100"
            + " other samples of as many would give.");
    html.raw("<div class=\"scroll\"><table class=\"metrics\">\n");
    html.raw("<tr><th>key</th><th class=\"number\">value</th><th>meaning</th></tr>\n");
    Map<String, Double> numbers = new LinkedHashMap<>();
    record.metrics().properties().stream()
        .filter(metric -> metric.getValue().isNumber())
        .forEach(metric -> numbers.put(metric.getKey(), metric.getValue().asDouble()));
    for (Map.Entry<String, JsonNode> metric : record.metrics().properties()) {
      if (Interval.isEnd(numbers, metric.getKey())) {
        continue; // stands beside its number
      }
      JsonNode value = metric.getValue();
      String text = value.isNumber() ? value(metric.getKey(), numbers) : value.asText();
      html.raw("<tr><td><code>").text(metric.getKey()).raw("</code></td><td class=\"number\">");
      html.text(text).raw("</td><td>").text(Explanations.sentence(metric.getKey()));
      html.raw("</td></tr>\n");
    }
    html.raw("</table></div>\n");
  }

  /** With its interval, where it has one. */
  private static String value(String key, Map<String, Double> numbers) {
    String value = Explanations.value(key, numbers.getOrDefault(key, Double.NaN));
    return Interval.of(numbers, key)
        .map(
            interval ->
                "%s [%s, %s]"
                    .formatted(
                        value,
                        Explanations.value(key, interval.low()),
                        Explanations.value(key, interval.high())))
        .orElse(value);
  }

  // ---- pictures ----

  private void figures(String heading, Figure.Section section) {
    if (record.figures().stream().anyMatch(figure -> figure.section() == section)) {
      html.element("h2", heading);
      pictures(section);
    }
  }

  private void pictures(Figure.Section section) {
    for (Figure figure : record.figures()) {
      if (figure.section() == section) {
        html.raw("<figure>\n<img alt=\"")
            .text(figure.title())
            .raw("\" src=\"data:image/png;base64,");
        html.raw(base64(Figures.file(run, figure))).raw("\">\n<figcaption><strong>");
        html.text(figure.title()).raw("</strong> ").text(figure.caption());
        html.raw("</figcaption>\n</figure>\n");
      }
    }
  }

  private static String base64(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; draw it anew with omnivae report"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  // ---- configuration ----

  private void configuration() {
    html.element("h2", "How it was made");
    html.raw("<dl>\n");
    definition("Version", record.manifest("/version"));
    definition("Started", record.manifest("/started"));
    definition("Seed", record.manifest("/seed"));
    definition("Device", record.manifest("/device"));
    definition("Threads", record.manifest("/threads"));
    JsonNode parameters = record.manifest().path("parameters");
    definition(
        "Parameters",
        parameters.isNumber() ? String.format(Locale.ROOT, "%,d", parameters.asLong()) : "");
    html.raw("</dl>\n<details open><summary>Recipe, every default written out</summary><pre>");
    html.text(record.config()).raw("</pre></details>\n");
    html.raw("<details><summary>Manifest</summary><pre>");
    html.text(record.manifest().toPrettyString()).raw("</pre></details>\n");
  }

  private void definition(String term, String text) {
    if (!text.isEmpty()) {
      html.raw("<dt>").text(term).raw("</dt><dd>").text(text).raw("</dd>\n");
    }
  }

  private void paragraph(String text) {
    if (!text.isEmpty()) {
      html.element("p", text);
    }
  }
}
