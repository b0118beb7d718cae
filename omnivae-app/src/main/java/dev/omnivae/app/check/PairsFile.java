package dev.omnivae.app.check;

import dev.omnivae.app.run.RunFiles;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.format.Table;
import dev.omnivae.data.format.TableFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of pairs: columns {@code image} (a path, from the table's folder) and {@code attributes}
 * or {@code text}; whatever else is there is kept.
 */
public final class PairsFile {
  private static final String IMAGE = "image";
  private static final String ATTRIBUTES = "attributes";
  private static final String TEXT = "text";

  private final Map<String, List<@Nullable String>> columns;
  private final List<Asked> asked;

  private PairsFile(Map<String, List<@Nullable String>> columns, List<Asked> asked) {
    this.columns = columns;
    this.asked = List.copyOf(asked);
  }

  /**
   * Reads a table.
   *
   * @throws InputException when it is missing or no table, lacks a column, or a row has no image,
   *     or not one of attributes and text
   */
  public static PairsFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw InputException.of("--pairs", "a file that is there", file, "check the path");
    }
    TableFile reader = new TableFile(TableFile.Header.TRUE, List.of());
    List<String> names = reader.read(file, Set.of()).columns();
    if (!names.contains(IMAGE) || !(names.contains(ATTRIBUTES) || names.contains(TEXT))) {
      throw InputException.of(
          "--pairs",
          "a table with a column image and one of attributes or text",
          file + " with " + names,
          "name them in its first line");
    }
    Table table = reader.read(file, Set.copyOf(names));
    Map<String, List<@Nullable String>> columns = new LinkedHashMap<>();
    names.forEach(name -> columns.put(name, table.texts(name)));
    List<Asked> asked = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      asked.add(asked(file, columns, row));
    }
    return new PairsFile(columns, asked);
  }

  private static Asked asked(Path file, Map<String, List<@Nullable String>> columns, int row) {
    String where = "%s row %d".formatted(file, row + 1);
    String image = cell(columns, IMAGE, row);
    String attributes = cell(columns, ATTRIBUTES, row);
    String text = cell(columns, TEXT, row);
    if (image == null) {
      throw InputException.of(where, "one with an image", "none", "give its path");
    }
    if ((attributes == null) == (text == null)) {
      throw InputException.of(
          where,
          "one with attributes or a text",
          text == null ? "neither" : "both",
          text == null ? "give one" : "leave one empty");
    }
    Path path = file.toAbsolutePath().resolveSibling(image);
    String column = where + " column '%s'";
    return attributes != null
        ? new Asked(
            path,
            column.formatted(IMAGE),
            Modality.Kind.ATTRIBUTES,
            attributes,
            column.formatted(ATTRIBUTES))
        : new Asked(
            path,
            column.formatted(IMAGE),
            Modality.Kind.TOKENS,
            String.valueOf(text),
            column.formatted(TEXT));
  }

  private static @Nullable String cell(
      Map<String, List<@Nullable String>> columns, String name, int row) {
    List<@Nullable String> column = columns.get(name);
    return column == null ? null : column.get(row);
  }

  /** The pairs by row. */
  public List<Asked> asked() {
    return asked;
  }

  /** {@code pairs-checked.csv} beside {@code pairs.csv}. */
  public static Path beside(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    return file.resolveSibling(name + "-checked.csv");
  }

  /**
   * Writes the table with its answers; columns of their names are replaced.
   *
   * @param answers by row
   */
  public void write(Path out, List<Answer> answers) {
    List<String> kept = columns.keySet().stream().filter(c -> !Answer.COLUMNS.contains(c)).toList();
    List<String> header = new ArrayList<>(kept);
    header.addAll(Answer.COLUMNS);
    StringBuilder lines = new StringBuilder(line(header));
    for (int row = 0; row < answers.size(); row++) {
      List<String> cells = new ArrayList<>();
      for (String name : kept) {
        String cell = cell(columns, name, row);
        cells.add(cell == null ? "" : cell);
      }
      Map<String, String> answer = answers.get(row).cells();
      Answer.COLUMNS.forEach(name -> cells.add(answer.getOrDefault(name, "")));
      lines.append(line(cells));
    }
    RunFiles.write(out, lines.toString());
  }

  private static String line(List<String> cells) {
    return cells.stream().map(PairsFile::quoted).collect(Collectors.joining(",")) + "\n";
  }

  private static String quoted(String cell) {
    return cell.matches("[^,;\"\\s]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
