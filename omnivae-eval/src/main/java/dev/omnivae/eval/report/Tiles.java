package dev.omnivae.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The main numbers of a run, large, at the top of its report. */
final class Tiles {
  /** At most: two rows of four. */
  private static final int MOST_TILES = 8;

  /** Of one kind, at most: of the twenty pairs of five modalities none. */
  private static final int MOST_ALIKE = 4;

  private final Numbers numbers;

  Tiles(Numbers numbers) {
    this.numbers = numbers;
  }

  /** A number of the top. */
  private record Shown(String key, double value, Explanation explanation, Explanation.Tile tile) {}

  void write(Html html) {
    List<Shown> shown = shown();
    if (shown.isEmpty()) {
      return;
    }
    html.raw("<div class=\"tiles\">\n");
    for (Shown one : shown) {
      Explanation explanation = one.explanation;
      Double ceiling = numbers.ceiling(one.key, explanation);
      html.raw("<div class=\"tile\"><div class=\"label\">")
          .text(explanation.of(one.key, one.tile.label()))
          .raw("</div><div class=\"big\">")
          .text(rounded(explanation, one.value))
          .raw("</div>");
      if (explanation.unit() == Explanation.Unit.FRACTION) {
        meter(html, one.value, ceiling);
      }
      html.raw("<div class=\"label\">").text(beside(one, ceiling)).raw("</div></div>\n");
    }
    html.raw("</div>\n");
  }

  private List<Shown> shown() {
    Map<Explanation, List<Shown>> byKind = new LinkedHashMap<>();
    for (String key : numbers.keys()) {
      Explanation explanation = Explanations.of(key).orElse(Explanation.NONE);
      Explanation.Tile tile = explanation.tile();
      Double value = numbers.value(key);
      if (tile != null && value != null) {
        byKind
            .computeIfAbsent(explanation, e -> new ArrayList<>())
            .add(new Shown(key, value, explanation, tile));
      }
    }
    return byKind.values().stream()
        .filter(alike -> alike.size() <= MOST_ALIKE)
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(one -> one.tile.rank()))
        .limit(MOST_TILES)
        .toList();
  }

  private static String rounded(Explanation explanation, double value) {
    return switch (explanation.unit()) {
      case FRACTION -> String.format(Locale.ROOT, "%.3f", value);
      case NATS -> String.format(Locale.ROOT, "%,.1f", value);
      case PLAIN -> explanation.value(value);
    };
  }

  /** A bar from 0 to 1, with a mark where the ceiling is. */
  private static void meter(Html html, double value, @Nullable Double ceiling) {
    html.raw("<div class=\"meter\"><i style=\"width:%s\"></i>".formatted(percent(value)));
    if (ceiling != null) {
      html.raw("<b style=\"left:%s\"></b>".formatted(percent(ceiling)));
    }
    html.raw("</div>");
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * Math.max(0, Math.min(1, fraction)));
  }

  private String beside(Shown one, @Nullable Double ceiling) {
    List<String> parts = new ArrayList<>();
    numbers
        .interval(one.key)
        .ifPresent(
            interval ->
                parts.add(
                    "%s to %s"
                        .formatted(
                            rounded(one.explanation, interval.low()),
                            rounded(one.explanation, interval.high()))));
    if (ceiling != null) {
      parts.add("ceiling " + rounded(one.explanation, ceiling));
    } else if (one.explanation.better() == Explanation.Better.LOWER
        || one.explanation.unit() != Explanation.Unit.FRACTION) {
      parts.add(Objects.requireNonNull(one.explanation.better()).words());
    }
    return String.join("; ", parts);
  }
}
