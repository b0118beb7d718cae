package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The class of every row.
 *
 * @param classes numbers by size, names by letter; empty without a label
 * @param ofRows one a row; empty without a label
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record TableLabels(List<String> classes, int[] ofRows) {
  private static final Map<String, Split> SPLITS =
      Map.of(
          "train", Split.TRAIN,
          "valid", Split.VALID,
          "validation", Split.VALID,
          "dev", Split.VALID,
          "test", Split.TEST);

  static TableLabels of(TableSettings settings, Map<String, Table> tables) {
    if (!settings.label().given()) {
      return new TableLabels(List.of(), new int[0]);
    }
    List<String> cells = cells("label", settings.label(), tables);
    List<String> classes = new ArrayList<>(new TreeSet<>(cells));
    if (classes.stream().allMatch(name -> name.matches("[+-]?[0-9]+(\\.[0-9]+)?"))) {
      classes.sort(Comparator.comparingDouble(Double::parseDouble));
    }
    return new TableLabels(
        List.copyOf(classes), cells.stream().mapToInt(classes::indexOf).toArray());
  }

  boolean none() {
    return classes.isEmpty();
  }

  /** The rows of every split, as a column says. */
  static Map<Split, int[]> splits(TableSettings settings, Map<String, Table> tables) {
    List<String> cells = cells("split", settings.split(), tables);
    for (int row = 0; row < cells.size(); row++) {
      if (!SPLITS.containsKey(cells.get(row).toLowerCase(Locale.ROOT))) {
        throw InputException.of(
            "row %d column '%s'".formatted(row + 1, settings.split().column()),
            "train, valid or test",
            "'" + cells.get(row) + "'",
            "correct it");
      }
    }
    Map<Split, int[]> rows = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      rows.put(
          split,
          IntStream.range(0, cells.size())
              .filter(row -> SPLITS.get(cells.get(row).toLowerCase(Locale.ROOT)) == split)
              .toArray());
    }
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      if (rows.getOrDefault(split, new int[0]).length == 0) {
        throw InputException.of(
            "column '%s'".formatted(settings.split().column()),
            "%s in at least one row".formatted(split.key()),
            "none",
            "mark some rows, or leave data.split out to draw them");
      }
    }
    return rows;
  }

  private static List<String> cells(
      String key, TableSettings.Where where, Map<String, Table> tables) {
    Table table = table(key, where, tables);
    List<@Nullable String> texts = table.texts(where.column());
    List<String> cells = new ArrayList<>();
    for (int row = 0; row < texts.size(); row++) {
      String text = texts.get(row);
      if (text == null) {
        throw InputException.of(
            "%s row %d column '%s'".formatted(table.file(), row + 1, where.column()),
            "a " + key,
            "an empty cell",
            "fill it or leave the row out");
      }
      cells.add(text);
    }
    return cells;
  }

  private static Table table(String key, TableSettings.Where where, Map<String, Table> tables) {
    List<Table> holding =
        tables.entrySet().stream()
            .filter(entry -> where.file().isEmpty() || entry.getKey().equals(where.file()))
            .map(Map.Entry::getValue)
            .filter(table -> table.columns().contains(where.column()))
            .toList();
    if (holding.isEmpty()) {
      TreeSet<String> columns = new TreeSet<>();
      tables.values().forEach(table -> columns.addAll(table.columns()));
      throw new InputException(
          "data.%s must name a column of the files, got '%s'; %s"
              .formatted(key, where.column(), Nearest.hint(where.column(), columns)));
    }
    if (holding.size() > 1) {
      throw InputException.of(
          "data." + key,
          "a column of one file",
          "'%s' of %d files".formatted(where.column(), holding.size()),
          "write %s: {file: FILE, column: %s}".formatted(key, where.column()));
    }
    return holding.get(0);
  }
}
