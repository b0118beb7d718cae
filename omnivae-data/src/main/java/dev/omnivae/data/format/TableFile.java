package dev.omnivae.data.format;

import dev.omnivae.core.config.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables: CSV, TSV and Parquet through DuckDB, text separated by white space here. Text files
 * may be gzip.
 */
public final class TableFile {
  /** Cells that mean missing, unless a recipe says otherwise; an empty cell always does. */
  public static final List<String> MISSING = List.of("NA", "N/A", "NaN", "nan", "null", "?");

  private final Set<String> missing;
  private final Header header;

  /** Whether the first line names the columns. */
  public enum Header {
    AUTO,
    TRUE,
    FALSE
  }

  /** A reader of tables. */
  public TableFile(Header header, List<String> missing) {
    this.header = header;
    List<String> all = new ArrayList<>(missing);
    all.add("");
    this.missing = Set.copyOf(all);
  }

  /**
   * Reads a file.
   *
   * @param texts names of columns to keep as text
   * @throws InputException when it is no such file or a row has another number of cells
   */
  public Table read(Path file, Set<String> texts) {
    try {
      if (String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".parquet")) {
        return parquet(file, texts);
      }
      char separator = TableText.separator(file);
      return separator == TableText.WHITESPACE
          ? whitespace(file, texts)
          : separated(file, separator, texts);
    } catch (SQLException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
      throw new InputException(
          "%s must be a table that can be read, got an error (%s); correct the file"
              .formatted(file, reason),
          e);
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check the file and its permissions".formatted(file, e), e);
    }
  }

  private Table parquet(Path file, Set<String> texts) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT * FROM read_parquet('%s')".formatted(quoted(file)))) {
      ResultSetMetaData meta = rows.getMetaData();
      List<String> names = new ArrayList<>();
      for (int c = 1; c <= meta.getColumnCount(); c++) {
        names.add(meta.getColumnName(c));
      }
      Table table = new Table(file, names, texts);
      while (rows.next()) {
        table.add(cells(rows, names.size()), missing);
      }
      return filled(table);
    }
  }

  private Table separated(Path file, char separator, Set<String> texts) throws SQLException {
    String sql =
        "SELECT * FROM read_csv('%s', header=false, all_varchar=true, delim='%s', quote='\"', escape='\"', max_line_size=33554432)"
            .formatted(quoted(file), separator);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      Lines lines = new Lines(file, texts);
      while (rows.next()) {
        lines.add(cells(rows, columns));
      }
      return lines.table();
    }
  }

  private Table whitespace(Path file, Set<String> texts) throws IOException {
    Lines lines = new Lines(file, texts);
    try (BufferedReader in = TableText.open(file)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String stripped = line.replace("\uFEFF", "").strip();
        if (!stripped.isEmpty()) {
          lines.add(Arrays.asList(stripped.split("\\s+")));
        }
      }
    }
    return lines.table();
  }

  private static List<@Nullable Object> cells(ResultSet row, int columns) throws SQLException {
    List<@Nullable Object> cells = new ArrayList<>(columns);
    for (int c = 1; c <= columns; c++) {
      cells.add(row.getObject(c));
    }
    return cells;
  }

  private static String quoted(Path file) {
    return file.toAbsolutePath().toString().replace("'", "''");
  }

  private static Table filled(Table table) {
    if (table.rows() == 0) {
      throw InputException.of(
          table.file().toString(), "a table with rows", "none", "check the file");
    }
    return table;
  }

  /** Rows of a text file, held back until the second decides whether the first is a header. */
  private final class Lines {
    private final Path file;
    private final Set<String> texts;
    private @Nullable List<? extends @Nullable Object> first;
    private @Nullable Table table;

    Lines(Path file, Set<String> texts) {
      this.file = file;
      this.texts = texts;
    }

    void add(List<? extends @Nullable Object> cells) {
      if (table != null) {
        table.add(cells, missing);
      } else if (first == null) {
        first = cells;
      } else {
        table = begun(first, cells);
        table.add(cells, missing);
      }
    }

    Table table() {
      if (table == null) {
        List<? extends @Nullable Object> only =
            first == null ? Collections.<@Nullable Object>emptyList() : first;
        table = begun(only, Collections.<@Nullable Object>emptyList());
      }
      return filled(table);
    }

    private Table begun(
        List<? extends @Nullable Object> top, List<? extends @Nullable Object> next) {
      boolean named =
          header == Header.AUTO ? TableText.isHeader(top, next, missing) : header == Header.TRUE;
      List<String> names =
          named
              ? top.stream().map(cell -> cell == null ? "" : cell.toString().strip()).toList()
              : IntStream.rangeClosed(1, top.size()).mapToObj(c -> "c" + c).toList();
      Table begun = new Table(file, names, texts);
      if (!named && !top.isEmpty()) {
        begun.add(top, missing);
      }
      return begun;
    }
  }
}
