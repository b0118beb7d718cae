package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.Standardisation;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.format.Table;
import dev.omnivae.data.format.TableFile;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.RowSplits;
import dev.omnivae.data.store.Vectors;
import dev.omnivae.data.store.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tables of numbers: a file a view, or columns of one file. Row i of every file is sample i.
 * Columns are standardised on the training split; empty cells are unknown elements, and a view none
 * of whose cells is known is a missing modality.
 */
public final class TableReader implements Reader {
  @Override
  public String name() {
    return "table";
  }

  @Override
  public String summary() {
    return "your own numbers: CSV, TSV, Parquet or text, a file or some columns a view";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.found("names its files in the recipe");
  }

  @Override
  public Dataset read(ReaderContext context) {
    TableSettings settings = TableSettings.of(context.settings());
    Map<String, Table> tables = tables(settings, context.roots());
    int rows = rows(tables.values());
    TableLabels labels = TableLabels.of(settings, tables);
    Map<Split, int[]> splits =
        settings.split().given()
            ? TableLabels.splits(settings, tables)
            : RowSplits.drawn(
                labels.none() ? new int[rows] : labels.ofRows(),
                labels.none() ? 1 : labels.classes().size(),
                settings.test(),
                settings.validation(),
                settings.seed());
    List<View> views = new ArrayList<>();
    settings
        .views()
        .forEach(
            (name, view) ->
                views.add(
                    view(name, view, tables.get(view.file()), settings, splits.get(Split.TRAIN))));
    Map<String, String> checksums = new LinkedHashMap<>();
    tables.forEach((file, table) -> checksums.put(file, Checksums.of(table.file())));
    DatasetInfo info =
        new DatasetInfo(
            settings.folder().isEmpty() ? name() : settings.folder(),
            "%d rows of %d views".formatted(rows, views.size()),
            "as its owner says",
            "none",
            labels.classes(),
            checksums);
    return AlignedDataset.of(
        info, AlignedRows.of(views, labels.ofRows(), row -> "row " + (row + 1)), splits);
  }

  /** Every file once, by its name in the recipe. */
  private static Map<String, Table> tables(TableSettings settings, List<Path> roots) {
    DataFiles files =
        DataFiles.of(
            settings.folder().isEmpty() ? "table" : settings.folder(),
            roots,
            "name its folder with --data");
    Set<String> names = new LinkedHashSet<>();
    settings.views().values().forEach(view -> names.add(view.file()));
    for (TableSettings.Where where : List.of(settings.label(), settings.split())) {
      if (where.given() && !where.file().isEmpty()) {
        names.add(where.file());
      }
    }
    Set<String> texts = new TreeSet<>();
    texts.add(settings.label().column());
    texts.add(settings.split().column());
    TableFile format = settings.files();
    Map<String, Table> tables = new LinkedHashMap<>();
    for (String name : names) {
      tables.put(name, format.read(files.get(name), texts));
    }
    return tables;
  }

  private static int rows(Iterable<Table> tables) {
    Set<Integer> counts = new TreeSet<>();
    List<String> told = new ArrayList<>();
    for (Table table : tables) {
      counts.add(table.rows());
      told.add(table.rows() + " in " + table.file());
    }
    if (counts.size() > 1) {
      throw InputException.of(
          "rows of all files",
          "the same number, row i of each being sample i",
          String.join(", ", told),
          "add the missing rows, with empty cells where nothing is known");
    }
    return counts.iterator().next();
  }

  private static View view(
      String name,
      TableSettings.ViewSettings view,
      @org.jspecify.annotations.Nullable Table table,
      TableSettings settings,
      int @org.jspecify.annotations.Nullable [] train) {
    if (table == null || train == null) {
      throw new IllegalArgumentException("files and splits must be read, got none of " + name);
    }
    List<double[]> columns = new ArrayList<>();
    List<Standardisation> scales = new ArrayList<>();
    List<String> constant = new ArrayList<>();
    for (String column : TableColumns.of(name, view.columns(), table, settings)) {
      double[] values = table.numbers(column);
      Standardisation scale = Vectors.scale(column, values, train);
      if (varies(values, train)) {
        columns.add(values);
        scales.add(scale);
      } else {
        constant.add("'%s' (%s)".formatted(column, first(values, train)));
      }
    }
    if (!constant.isEmpty()) {
      throw InputException.of(
          "columns of %s".formatted(table.file()),
          "of more than one value over the %d training rows".formatted(train.length),
          "one alone in "
              + constant.stream().limit(10).collect(Collectors.joining(", "))
              + (constant.size() > 10 ? " and %d more".formatted(constant.size() - 10) : ""),
          "list them under ignore");
    }
    return Vectors.of(name, columns, scales);
  }

  private static boolean varies(double[] values, int[] rows) {
    double first = Double.NaN;
    for (int row : rows) {
      if (Double.isNaN(first)) {
        first = values[row];
      } else if (!Double.isNaN(values[row]) && values[row] != first) {
        return true;
      }
    }
    return false;
  }

  private static String first(double[] values, int[] rows) {
    for (int row : rows) {
      if (!Double.isNaN(values[row])) {
        return "%s, first in row %d".formatted(values[row], row + 1);
      }
    }
    return "all missing";
  }
}
