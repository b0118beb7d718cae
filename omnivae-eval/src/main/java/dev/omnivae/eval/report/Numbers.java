package dev.omnivae.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.eval.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The numbers of a run as a report shows them: the main ones as tiles, all in tables by group. */
final class Numbers {
  /** Tiles, at most: two rows of four. */
  private static final int MOST_TILES = 8;

  /** Of one kind, at most: of the twenty pairs of five modalities none. */
  private static final int MOST_ALIKE = 4;

  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Map<String, String> words = new LinkedHashMap<>();

  Numbers(ObjectNode metrics) {
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      if (metric.getValue().isNumber()) {
        values.put(metric.getKey(), metric.getValue().asDouble());
      } else {
        words.put(metric.getKey(), metric.getValue().asText());
      }
    }
  }

  boolean isEmpty() {
    return values.isEmpty() && words.isEmpty();
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(values.keySet());
    keys.removeIf(key -> Interval.isEnd(values, key)); // stands beside its number
    keys.addAll(words.keySet());
    return keys;
  }

  // ---- tiles ----

  /** A number of the top. */
  private record Shown(String key, double value, Explanation explanation, Explanation.Tile tile) {}

  void tiles(Html html) {
    List<Shown> shown = shown();
    if (shown.isEmpty()) {
      return;
    }
    html.raw("<div class=\"tiles\">\n");
    for (Shown one : shown) {
      Explanation explanation = one.explanation;
      Double ceiling = ceiling(one.key, explanation);
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
    for (String key : keys()) {
      Explanation explanation = Explanations.of(key).orElse(Explanation.NONE);
      Explanation.Tile tile = explanation.tile();
      Double value = values.get(key);
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
      case FRACTION -> String.format(java.util.Locale.ROOT, "%.3f", value);
      case NATS -> String.format(java.util.Locale.ROOT, "%,.1f", value);
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
    return String.format(java.util.Locale.ROOT, "%.1f%%", 100 * Math.max(0, Math.min(1, fraction)));
  }

  private String beside(Shown one, @Nullable Double ceiling) {
    List<String> parts = new ArrayList<>();
    Interval.of(values, one.key)
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

  private @Nullable Double ceiling(String key, Explanation explanation) {
    String pattern = explanation.ceiling();
    return pattern == null ? null : values.get(explanation.of(key, pattern));
  }

  // ---- tables ----

  void tables(Html html) {
    List<String> rest = keys();
    for (Explanations.Group group : Explanations.groups()) {
      List<String> keys = rest.stream().filter(group::covers).toList();
      rest.removeAll(keys);
      group(html, group.title(), group.about(), keys);
    }
    group(html, "Others", "", rest);
  }

  private void group(Html html, String title, String about, List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    html.element("h3", title);
    if (!about.isEmpty()) {
      html.raw("<p class=\"about\">").text(about).raw("</p>\n");
    }
    List<String> details =
        keys.stream()
            .filter(key -> Explanations.of(key).orElse(Explanation.NONE).detail())
            .toList();
    List<String> main = new ArrayList<>(keys);
    main.removeAll(details);
    table(html, main);
    if (!details.isEmpty()) {
      html.raw("<details><summary>")
          .text((main.isEmpty() ? "" : "And ") + details.size() + (main.isEmpty() ? "" : " more"))
          .text(main.isEmpty() ? " numbers" : "")
          .raw("</summary>\n");
      table(html, details);
      html.raw("</details>\n");
    }
  }

  private void table(Html html, List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    html.raw("<div class=\"scroll\"><table class=\"metrics\">\n");
    html.raw("<tr><th>key</th><th class=\"number\">value</th><th>meaning</th></tr>\n");
    for (String key : keys) {
      Explanation explanation = Explanations.of(key).orElse(Explanation.NONE);
      html.raw("<tr><td><code>").text(key).raw("</code></td><td class=\"number\">");
      html.text(value(key, explanation));
      Explanation.Better better = explanation.better();
      if (better != null) {
        html.raw(" <span class=\"better\" title=\"%s\">".formatted(better.words()))
            .text(better.arrow())
            .raw("</span>");
      }
      html.raw("</td><td>").text(meaning(key, explanation)).raw("</td></tr>\n");
    }
    html.raw("</table></div>\n");
  }

  private String meaning(String key, Explanation explanation) {
    String sentence = explanation.of(key, explanation.sentence());
    Double ceiling = ceiling(key, explanation);
    return ceiling == null ? sentence : sentence + " Here " + explanation.value(ceiling) + ".";
  }

  /** With its interval, where it has one. */
  private String value(String key, Explanation explanation) {
    Double number = values.get(key);
    if (number == null) {
      return words.getOrDefault(key, "");
    }
    String value = explanation.value(number);
    return Interval.of(values, key)
        .map(
            interval ->
                "%s [%s, %s]"
                    .formatted(
                        value,
                        explanation.value(interval.low()),
                        explanation.value(interval.high())))
        .orElse(value);
  }
}
