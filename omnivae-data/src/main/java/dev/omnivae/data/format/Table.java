package dev.omnivae.data.format;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as read from a file. Cells are kept as numbers, NaN where missing; columns asked for as
 * text are kept as they stand. Rows count from 1, below the header.
 */
public final class Table {
  private final Path file;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private int rows;

  /** Cells of one column as they come. */
  private static final class Column {
    private final boolean text;
    private double[] numbers = new double[16];
    private final List<@Nullable String> texts = new ArrayList<>();
    private int firstText = -1;
    private String firstTextValue = "";

    Column(boolean text) {
      this.text = text;
    }

    void add(int row, @Nullable Object cell, Set<String> missing) {
      String stripped = cell == null ? null : cell.toString().strip();
      boolean gone = stripped == null || missing.contains(stripped);
      if (text) {
        texts.add(gone ? null : stripped);
        return;
      }
      if (row == numbers.length) {
        numbers = java.util.Arrays.copyOf(numbers, 2 * row);
      }
      numbers[row] = gone ? Double.NaN : number(cell, stripped);
      if (stripped != null && !gone && !Double.isFinite(numbers[row]) && firstText < 0) {
        firstText = row;
        firstTextValue = stripped;
      }
    }

    private static double number(@Nullable Object cell, @Nullable String stripped) {
      if (cell instanceof Number number) {
        return number.doubleValue();
      }
      if (cell instanceof Boolean flag) {
        return flag ? 1 : 0;
      }
      return stripped == null ? Double.NaN : TableText.number(stripped);
    }
  }

  /**
   * An empty table.
   *
   * @param texts names of columns to keep as text
   * @throws InputException when two columns have one name
   */
  Table(Path file, List<String> names, Set<String> texts) {
    this.file = file;
    for (int c = 0; c < names.size(); c++) {
      String name = names.get(c).isEmpty() ? "c" + (c + 1) : names.get(c);
      if (columns.put(name, new Column(texts.contains(name))) != null) {
        throw InputException.of(
            file.toString(), "without two columns of one name", "'" + name + "'", "rename one");
      }
    }
  }

  /** Adds a row. */
  void add(List<? extends @Nullable Object> cells, Set<String> missing) {
    if (cells.size() != columns.size()) {
      throw InputException.of(
          "%s row %d".formatted(file, rows + 1),
          "one cell for each of the %d columns".formatted(columns.size()),
          cells.size() + " cells",
          "correct it, or the separator");
    }
    int c = 0;
    for (Column column : columns.values()) {
      column.add(rows, cells.get(c++), missing);
    }
    rows++;
  }

  public Path file() {
    return file;
  }

  public int rows() {
    return rows;
  }

  /** Names of the columns in the file's order; {@code c1, c2, ...} where it names none. */
  public List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /**
   * The numbers of a column, NaN where missing.
   *
   * @throws InputException naming file, row and column of the first cell that is no finite number
   */
  public double[] numbers(String name) {
    Column column = column(name);
    if (column.firstText >= 0) {
      throw InputException.of(
          "%s row %d column '%s'".formatted(file, column.firstText + 1, name),
          "a number",
          "'" + column.firstTextValue + "'",
          "correct it, list it under na where it means missing, or ignore the column");
    }
    return java.util.Arrays.copyOf(column.numbers, rows);
  }

  /** The cells of a column that was asked for as text, null where missing. */
  public List<@Nullable String> texts(String name) {
    Column column = column(name);
    if (!column.text) {
      throw new IllegalArgumentException("column must be read as text, got '" + name + "'");
    }
    return column.texts;
  }

  private Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new InputException(
          "column of %s must be one of the file's, got '%s'; %s"
              .formatted(file, name, Nearest.hint(name, columns.keySet())));
    }
    return column;
  }
}
