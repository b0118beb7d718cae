package dev.omnivae.app.compare;

import dev.omnivae.app.recipe.Yaml;
import dev.omnivae.eval.figure.Figure;
import dev.omnivae.eval.figure.Figures;
import dev.omnivae.eval.report.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code report.html} of a comparison: the table, coherence against quality, what the runs make
 * side by side, and how each of them was set. Pictures are those of the first seed.
 */
public final class ComparisonPage {
  /** Pictures that are set side by side: the first of each kind that a run has. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("cross-", "From one modality to another"),
          new Kind("joint-", "Drawn together"),
          new Kind("prior-", "Drawn from the prior"),
          new Kind("reconstructions", "Reconstructions"));

  /** Names of its files begin so. */
  private record Kind(String files, String title) {}

  private ComparisonPage() {}

  /**
   * Writes the page.
   *
   * @param command as typed
   * @param out where the runs are, and the table's pictures
   */
  public static void write(Comparison comparison, Table table, String command, Path out) {
    Page page = new Page("OmniVAE: " + comparison.name());
    page.paragraph(what(comparison)).command(command);
    List<List<String>> lines = table.lines();
    page.heading("The numbers").table(lines.get(0), lines.subList(1, lines.size()));
    page.paragraph(table.marks());
    table.failures().forEach((row, why) -> page.paragraph(row + ": " + why));
    page.pictures(pareto(out));
    for (Kind kind : KINDS) {
      List<Page.Picture> pictures = sideBySide(comparison, kind.files, out);
      if (!pictures.isEmpty()) {
        page.heading(kind.title).gallery(pictures);
      }
    }
    page.heading("How they were made")
        .paragraph("Each run has its own report in NAME/seed-N/report.html beside this page.");
    for (Comparison.Entry entry : comparison.entries()) {
      page.fold(entry.name(), Yaml.text(entry.recipe().tree()));
    }
    page.write(out.resolve("report.html"));
  }

  private static String what(Comparison comparison) {
    String seeds =
        comparison.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return comparison.seeds().size() == 1
        ? "%d runs, each with seed %s.".formatted(comparison.entries().size(), seeds)
        : "%d runs, each with seeds %s: mean ± standard deviation of the seeds."
            .formatted(comparison.entries().size(), seeds);
  }

  private static List<Page.Picture> pareto(Path out) {
    return Pareto.files(out).stream()
        .map(
            file ->
                new Page.Picture(
                    file,
                    "Coherence against quality",
                    "Up and to the left is better; the line joins the runs that no other run beats"
                        + " in both."))
        .toList();
  }

  private static List<Page.Picture> sideBySide(Comparison comparison, String kind, Path out) {
    List<Page.Picture> pictures = new ArrayList<>();
    for (Comparison.Entry entry : comparison.entries()) {
      Path run = comparison.firstRun(entry, out);
      Figures.of(run).stream()
          .filter(f -> f.section() == Figure.Section.SAMPLES && f.file().startsWith(kind))
          .filter(f -> Files.isRegularFile(Figures.file(run, f)))
          .findFirst()
          .ifPresent(
              f ->
                  pictures.add(
                      new Page.Picture(Figures.file(run, f), entry.name(), f.title() + ".")));
    }
    return pictures;
  }
}
