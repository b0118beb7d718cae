package dev.omnivae.app.run;

import dev.omnivae.eval.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Numbers as lines to read. */
public final class NumbersTable {
  private NumbersTable() {}

  /** One aligned line a key, its interval behind it where it has one. */
  public static String of(Map<String, Double> numbers) {
    List<String> keys =
        numbers.keySet().stream().filter(key -> !Interval.isEnd(numbers, key)).toList();
    int width = keys.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    for (String key : keys) {
      double value = numbers.getOrDefault(key, Double.NaN);
      lines
          .append(key)
          .append(" ".repeat(width - key.length() + 2))
          .append(String.format(Locale.ROOT, "%10s", number(value)));
      Interval.of(numbers, key)
          .ifPresent(
              interval ->
                  lines.append(
                      "  [%s, %s]".formatted(number(interval.low()), number(interval.high()))));
      lines.append('\n');
    }
    return lines.toString();
  }

  /** Fractions with four digits, larger numbers with fewer. */
  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 10 ? "%.4f" : size < 1000 ? "%.2f" : "%.1f", value);
  }
}
