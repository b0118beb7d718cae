package dev.omnivae.app.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One row a recipe, one column a number: the mean over seeds and, with more than one seed, the
 * standard deviation of the seeds (n - 1).
 */
public final class Table {
  private final Columns columns;
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
    runs.forEach((name, seeds) -> rows.put(name, seeds.stream().map(columns::of).toList()));
    this.failures.putAll(failures);
  }

  /** Mean and standard deviation, the latter NaN for fewer than two. */
  record Spread(int count, double mean, double deviation) {
    static Spread of(List<Double> values) {
      double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
      double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      int n = values.size();
      return new Spread(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
    }

    @Override
    public String toString() {
      if (count == 0) {
        return "-";
      }
      double size = Math.abs(mean);
      String format = size < 10 ? "%.3f" : size < 1000 ? "%.1f" : "%.0f";
      return count == 1
          ? String.format(Locale.ROOT, format, mean)
          : String.format(Locale.ROOT, format + " ± " + format, mean, deviation);
    }
  }

  private Spread cell(String row, String column) {
    List<Double> values = new ArrayList<>();
    rows.getOrDefault(row, List.of())
        .forEach(
            seed -> {
              Double value = seed.get(column);
              if (value != null) {
                values.add(value);
              }
            });
    return Spread.of(values);
  }

  /** As Markdown, columns aligned, so that it reads well on a terminal too. */
  public String markdown() {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("run"));
    header.addAll(columns.names());
    lines.add(header);
    for (String row : rows.keySet()) {
      List<String> line = new ArrayList<>(List.of(row));
      columns.names().forEach(column -> line.add(cell(row, column).toString()));
      lines.add(line);
    }
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
