package dev.omnivae.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.data.format.TableFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of {@code table}.
 *
 * @param folder of the files, below a data folder; empty for the data folder itself
 * @param views a modality each, in order: a file, or a file and some of its columns
 * @param label column of the class; none when empty
 * @param split column that says train, valid or test; drawn by the fractions when empty
 * @param ignore columns that belong to no view
 * @param header whether first lines name the columns: auto, true or false
 * @param na cells that mean missing; empty cells always do
 * @param test fraction of the rows kept for the test split
 * @param validation fraction of the others held out of training
 * @param seed decides which rows are held out
 */
public record TableSettings(
    String reader,
    String folder,
    Map<String, ViewSettings> views,
    Where label,
    Where split,
    List<String> ignore,
    String header,
    List<String> na,
    double test,
    double validation,
    long seed) {
  /**
   * One view.
   *
   * @param columns names, {@code *} standing for anything; those with {@code !} before are left out
   */
  public record ViewSettings(String file, List<String> columns) {
    public ViewSettings {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A column; without a file it is looked for in the files of the views.
   *
   * @param column empty for none
   */
  public record Where(String file, String column) {
    boolean given() {
      return !column.isEmpty();
    }
  }

  private static final TableSettings DEFAULT =
      new TableSettings(
          "table",
          "",
          Map.of(),
          new Where("", ""),
          new Where("", ""),
          List.of(),
          "auto",
          TableFile.MISSING,
          0.2,
          0.05,
          1);

  public TableSettings {
    views = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(views));
    ignore = List.copyOf(ignore);
    na = List.copyOf(na);
    if (!List.of("auto", "true", "false").contains(header)) {
      throw InputException.of("header", "auto, true or false", header, "write header: auto");
    }
    if (!(test > 0 && test < 1)) {
      throw InputException.of("test", "above 0 and below 1", test, "write test: 0.2");
    }
    SingleSettings.fraction(validation);
  }

  /** Reads them; a word where a mapping may be is the view's file, or the label's column. */
  static TableSettings of(Settings data) {
    ObjectNode tree = data.tree();
    for (String key : List.of("label", "split")) {
      JsonNode node = tree.get(key);
      if (node != null && node.isValueNode() && !node.isNull()) {
        tree.putObject(key).put("column", node.asText());
      }
    }
    JsonNode header = tree.get("header");
    if (header != null && header.isBoolean()) {
      tree.put("header", header.asText());
    }
    if (tree.get("views") instanceof ObjectNode views) {
      views.properties().forEach(entry -> complete(views, entry.getKey(), entry.getValue()));
    }
    TableSettings settings = data.read(TableSettings.class, DEFAULT);
    if (settings.views().isEmpty()) {
      throw InputException.of(
          data.path("views"),
          "at least one view: a name and its file",
          "none",
          "write views: {blood: blood.csv, genes: {file: omics.parquet, columns: [\"gene_*\"]}}");
    }
    return settings;
  }

  private static void complete(ObjectNode views, String name, JsonNode view) {
    if (view instanceof ObjectNode mapping) {
      if (!mapping.has("columns")) {
        mapping.putArray("columns").add("*");
      } else if (mapping.get("columns").isTextual()) {
        String only = mapping.get("columns").asText();
        mapping.putArray("columns").add(only);
      }
      if (!mapping.path("file").isTextual()) {
        throw InputException.of(
            "data.views." + name, "a file", "none", "write " + name + ": {file: a.csv}");
      }
    } else {
      views.putObject(name).put("file", view.asText()).putArray("columns").add("*");
    }
  }

  TableFile files() {
    return new TableFile(TableFile.Header.valueOf(header.toUpperCase(Locale.ROOT)), na);
  }

  /** Whether a column's name is one that no view takes. */
  boolean apart(String column) {
    return ignore.contains(column)
        || column.equals(label.column())
        || column.equals(split.column());
  }
}
