package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.format.Table;
import java.util.List;
import java.util.regex.Pattern;

/** Chooses columns of a file by names and patterns. */
final class TableColumns {
  private TableColumns() {}

  /**
   * The columns a view takes, in the file's order.
   *
   * @param patterns names in which {@code *} stands for anything; {@code !} before leaves out
   * @throws InputException when a pattern fits no column, or nothing is left
   */
  static List<String> of(String view, List<String> patterns, Table table, TableSettings settings) {
    for (String pattern : patterns) {
      if (table.columns().stream().noneMatch(column -> fits(bare(pattern), column))) {
        throw new InputException(
            "data.views.%s.columns must fit columns of %s, got '%s'; %s"
                .formatted(
                    view,
                    table.file(),
                    bare(pattern),
                    Nearest.hint(bare(pattern), table.columns())));
      }
    }
    List<String> without = patterns.stream().filter(TableColumns::leavesOut).toList();
    List<String> with = patterns.stream().filter(pattern -> !leavesOut(pattern)).toList();
    List<String> chosen =
        table.columns().stream()
            .filter(column -> !settings.apart(column))
            .filter(column -> with.isEmpty() || with.stream().anyMatch(p -> fits(p, column)))
            .filter(column -> without.stream().noneMatch(p -> fits(bare(p), column)))
            .toList();
    if (chosen.isEmpty()) {
      throw InputException.of(
          "view " + view,
          "at least one column of " + table.file(),
          "none (label, split and ignored columns do not count)",
          "correct data.views." + view + ".columns");
    }
    return chosen;
  }

  private static boolean leavesOut(String pattern) {
    return pattern.startsWith("!");
  }

  private static String bare(String pattern) {
    return leavesOut(pattern) ? pattern.substring(1) : pattern;
  }

  private static boolean fits(String pattern, String column) {
    return column.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
  }
}
