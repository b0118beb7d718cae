package dev.omnivae.eval.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What keys of {@code metrics.json} mean.
 *
 * @param keys whole keys; its groups fill what {@code %1$s} and the like stand for in the texts
 * @param unit how values are written
 * @param better which way; null where neither is
 * @param detail whether the number only supports another one
 * @param tile how it stands at the top of a report; null where it does not
 * @param ceiling key of the most that can be expected of it; null where that is not known
 * @param sentence what it means
 */
record Explanation(
    Pattern keys,
    Unit unit,
    @Nullable Better better,
    boolean detail,
    @Nullable Tile tile,
    @Nullable String ceiling,
    String sentence) {
  enum Unit {
    @JsonProperty("fraction")
    FRACTION,
    @JsonProperty("nats")
    NATS,
    @JsonProperty("plain")
    PLAIN
  }

  enum Better {
    @JsonProperty("higher")
    HIGHER("↑", "higher is better"),
    @JsonProperty("lower")
    LOWER("↓", "lower is better");

    private final String arrow;
    private final String words;

    Better(String arrow, String words) {
      this.arrow = arrow;
      this.words = words;
    }

    String arrow() {
      return arrow;
    }

    String words() {
      return words;
    }
  }

  /**
   * At the top of a report.
   *
   * @param rank the lowest first
   */
  record Tile(int rank, String label) {}

  /** Of a number that nobody explains. */
  static final Explanation NONE =
      new Explanation(Pattern.compile(".*"), Unit.PLAIN, null, false, null, null, "");

  boolean covers(String key) {
    return keys.matcher(key).matches();
  }

  /** One of its texts, told of a key. */
  String of(String key, String text) {
    Matcher matcher = keys.matcher(key);
    if (!matcher.matches()) {
      return text;
    }
    Object[] groups = new Object[matcher.groupCount()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = matcher.group(i + 1);
    }
    return text.formatted(groups);
  }

  /** With the digits it deserves: fractions four, nats two. */
  String value(double value) {
    return switch (unit) {
      case FRACTION -> String.format(Locale.ROOT, "%.4f", value);
      case NATS -> String.format(Locale.ROOT, "%,.2f", value);
      case PLAIN ->
          Math.abs(value) >= 100
              ? String.format(Locale.ROOT, "%,.0f", value)
              : String.format(Locale.ROOT, "%.4g", value);
    };
  }
}
