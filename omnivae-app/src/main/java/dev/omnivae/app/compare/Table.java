package dev.omnivae.app.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Json;
import dev.omnivae.eval.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One row a recipe, one column a number: the mean over seeds and, with more than one seed, the
 * standard deviation of the seeds (n - 1). What differs from the first row beyond the intervals of
 * both is marked, see {@link Spread#beyond}.
 */
public final class Table {
  /** What the arrows say. */
  static final String MARKS =
      "↑ ↓: above or below the first row by more than the 95 % intervals of both leave to chance";

  private final Columns columns;
  private final Map<String, List<Map<String, Double>>> runs = new LinkedHashMap<>();
  private final Map<String, List<Map<String, Double>>> rows = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /**
   * A table.
   *
   * @param patterns of columns
   * @param runs by row, the numbers of its seeds; empty where none ended well
   * @param failures by row, what went wrong with one of its seeds
   */
  Table(
      List<String> patterns,
      Map<String, List<Map<String, Double>>> runs,
      Map<String, String> failures) {
    this.columns = Columns.of(patterns, runs.values().stream().flatMap(List::stream).toList());
    runs.forEach(
        (name, seeds) -> {
          this.runs.put(name, List.copyOf(seeds)); // more seeds come later
          rows.put(name, seeds.stream().map(columns::of).toList());
        });
    this.failures.putAll(failures);
  }

  Spread cell(String row, String column) {
    List<Double> values = new ArrayList<>();
    rows.getOrDefault(row, List.of())
        .forEach(
            seed -> {
              Double value = seed.get(column);
              if (value != null) {
                values.add(value);
              }
            });
    Spread spread = Spread.of(values);
    return spread.count() == 1
        ? runs.getOrDefault(row, List.of()).stream()
            .flatMap(run -> Interval.of(run, column).stream())
            .findFirst()
            .map(spread::within)
            .orElse(spread)
        : spread;
  }

  /** Above or below the first row by more than chance: 1 or -1, else 0. */
  private int beyond(String row, String column) {
    return cell(row, column).beyond(cell(rows.keySet().iterator().next(), column));
  }

  private String text(String row, String column) {
    int beyond = beyond(row, column);
    return cell(row, column) + (beyond > 0 ? " ↑" : beyond < 0 ? " ↓" : "");
  }

  /** Names of the columns, then a line a row, as they are shown. */
  List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("run"));
    header.addAll(columns.names());
    lines.add(header);
    for (String row : rows.keySet()) {
      List<String> line = new ArrayList<>(List.of(row));
      columns.names().forEach(column -> line.add(text(row, column)));
      lines.add(line);
    }
    return lines;
  }

  /** What went wrong with a row, by its name. */
  Map<String, String> failures() {
    return Collections.unmodifiableMap(failures);
  }

  private static boolean marked(List<List<String>> lines) {
    return lines.stream().flatMap(List::stream).anyMatch(cell -> cell.matches(".* [↑↓]"));
  }

  /** {@link #MARKS} where there are any, else empty. */
  String marks() {
    return marked(lines()) ? MARKS : "";
  }

  /** As Markdown, columns aligned, so that it reads well on a terminal too. */
  public String markdown() {
    List<List<String>> lines = lines();
    List<String> header = lines.get(0);
    int[] widths = new int[header.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int l = 0; l < lines.size(); l++) {
      append(text, lines.get(l), widths);
      if (l == 0) {
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
          rule.add("-".repeat(width));
        }
        append(text, rule, widths);
      }
    }
    if (marked(lines)) {
      text.append('\n').append(MARKS).append('\n');
    }
    failures.forEach((row, why) -> text.append('\n').append(row).append(": ").append(why));
    return failures.isEmpty() ? text.toString() : text.append('\n').toString();
  }

  private static void append(StringBuilder text, List<String> cells, int[] widths) {
    text.append('|');
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      text.append(' ').append(cell).append(" ".repeat(widths[i] - cell.length())).append(" |");
    }
    text.append('\n');
  }

  /** For machines: each row's mean, deviation and single values by column. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    for (String row : rows.keySet()) {
      ObjectNode line = json.putObject(row);
      for (String column : columns.names()) {
        Spread spread = cell(row, column);
        if (spread.count() > 0) {
          ObjectNode cell = line.putObject(column);
          cell.put("mean", spread.mean());
          if (spread.count() > 1) {
            cell.put("deviation", spread.deviation());
          }
          if (!Double.isNaN(spread.halfWidth())) {
            cell.put("half_width", spread.halfWidth());
            cell.put("beyond_first", beyond(row, column));
          }
          ArrayNode values = cell.putArray("values");
          rows.getOrDefault(row, List.of()).stream()
              .filter(seed -> seed.containsKey(column))
              .forEach(seed -> values.add(seed.get(column)));
        }
      }
    }
    return json;
  }
}
