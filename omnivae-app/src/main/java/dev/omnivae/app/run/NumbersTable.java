package dev.omnivae.app.run;

import java.util.Locale;
import java.util.Map;

/** Numbers as lines to read. */
public final class NumbersTable {
  private NumbersTable() {}

  /** One aligned line a key. */
  public static String of(Map<String, Double> numbers) {
    int width = numbers.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    numbers.forEach(
        (key, value) ->
            lines
                .append(key)
                .append(" ".repeat(width - key.length() + 2))
                .append(String.format(Locale.ROOT, "%10s", number(value)))
                .append('\n'));
    return lines.toString();
  }

  /** Fractions with four digits, larger numbers with fewer. */
  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 10 ? "%.4f" : size < 1000 ? "%.2f" : "%.1f", value);
  }
}
