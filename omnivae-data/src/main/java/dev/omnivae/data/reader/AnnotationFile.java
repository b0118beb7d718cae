package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An annotation file of CelebA: a line with the number of pictures, one with the names of columns,
 * then {@code 0.jpg -1 1 ...} a picture.
 *
 * @param rows by picture, a number for each column
 */
record AnnotationFile(Path file, List<String> columns, Map<String, double[]> rows) {
  private static final int HEADER = 2;

  static AnnotationFile read(Path file) {
    Lines lines = Lines.read(file, 0);
    if (lines.texts().size() < HEADER || !lines.texts().get(0).strip().matches("\\d+")) {
      throw InputException.of(
          file.toString(),
          "a number of pictures, a line of names, then one line a picture",
          lines.texts().isEmpty() ? "nothing" : "'" + lines.texts().get(0).strip() + "' first",
          "download it again");
    }
    List<String> columns = Arrays.asList(lines.texts().get(1).strip().split("\\s+"));
    Map<String, double[]> rows = new LinkedHashMap<>();
    for (int i = HEADER; i < lines.texts().size(); i++) {
      String[] cells = lines.texts().get(i).strip().split("\\s+");
      String where = "line %d of %s".formatted(lines.numbers()[i], file);
      if (cells.length != columns.size() + 1) {
        throw InputException.of(
            where,
            "a picture and %d numbers".formatted(columns.size()),
            cells.length - 1 + " numbers",
            "mend the line, or download the file again");
      }
      double[] numbers = new double[columns.size()];
      for (int c = 0; c < numbers.length; c++) {
        numbers[c] = number(cells[c + 1], where, columns.get(c));
      }
      if (rows.put(cells[0], numbers) != null) {
        throw InputException.of(
            where, "of a picture that no other line has", "'" + cells[0] + "' again", "remove it");
      }
    }
    return new AnnotationFile(file, new ArrayList<>(columns), rows);
  }

  private static double number(String cell, String where, String column) {
    try {
      double number = Double.parseDouble(cell);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like infinity
    }
    throw InputException.of(
        where,
        "numbers alone",
        "'%s' for %s".formatted(cell, column),
        "mend the line, or download the file again");
  }
}
