package dev.omnivae.data.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a text file says of itself: what separates its cells, whether its first line is a header.
 */
final class TableText {
  /** Any run of blanks and tabs. */
  static final char WHITESPACE = ' ';

  private TableText() {}

  /**
   * What separates the cells: a tab in .tsv; the more frequent of comma and semicolon in .csv; in
   * any other file the most frequent of all three in the first line, white space where there is
   * none.
   */
  static char separator(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.matches(".*\\.tsv(\\.gz)?")) {
      return '\t';
    }
    boolean csv = name.matches(".*\\.csv(\\.gz)?");
    String line = firstLine(file);
    char best = csv ? ',' : WHITESPACE;
    long most = csv ? count(line, ',') : 0;
    for (char candidate : csv ? new char[] {';'} : new char[] {',', ';', '\t'}) {
      if (count(line, candidate) > most) {
        best = candidate;
        most = count(line, candidate);
      }
    }
    return best;
  }

  /**
   * Whether the first of two rows names the columns: it holds no number, or it has text where the
   * second has a number.
   */
  static boolean isHeader(
      List<? extends @Nullable Object> first,
      List<? extends @Nullable Object> second,
      Set<String> missing) {
    boolean anyNumber = false;
    for (int c = 0; c < first.size(); c++) {
      boolean text = isText(first.get(c), missing);
      anyNumber |= !text;
      if (text && c < second.size() && !isText(second.get(c), missing)) {
        return true;
      }
    }
    return !anyNumber;
  }

  private static boolean isText(@Nullable Object cell, Set<String> missing) {
    String text = cell == null ? "" : cell.toString().strip();
    return !text.isEmpty() && !missing.contains(text) && Double.isNaN(number(text));
  }

  /** The number a text is; NaN when it is none. */
  static double number(String text) {
    char last = text.isEmpty() ? 'x' : text.charAt(text.length() - 1);
    if (last != '.' && (last < '0' || last > '9')) {
      return Double.NaN; // Java takes "1d" and "1f" for numbers
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  static BufferedReader open(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(Idx.open(file), StandardCharsets.UTF_8));
  }

  private static String firstLine(Path file) throws IOException {
    try (BufferedReader in = open(file)) {
      String line = in.readLine();
      return line == null ? "" : line;
    }
  }

  private static long count(String line, char wanted) {
    return line.chars().filter(c -> c == wanted).count();
  }
}
