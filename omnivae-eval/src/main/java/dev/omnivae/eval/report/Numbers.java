package dev.omnivae.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.eval.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numbers of a run, as {@code metrics.json} has them. */
final class Numbers {
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

  /** All but the ends of intervals, which stand beside their number. */
  List<String> keys() {
    List<String> keys = new ArrayList<>(values.keySet());
    keys.removeIf(key -> Interval.isEnd(values, key));
    keys.addAll(words.keySet());
    return keys;
  }

  /** Null where a key is none, or has a word in place of a number. */
  @Nullable Double value(String key) {
    return values.get(key);
  }

  /** What stands in the place of a number; empty where nothing does. */
  String word(String key) {
    return words.getOrDefault(key, "");
  }

  Optional<Interval> interval(String key) {
    return Interval.of(values, key);
  }

  /** The most that can be expected of a number, where that was measured. */
  @Nullable Double ceiling(String key, Explanation explanation) {
    String pattern = explanation.ceiling();
    return pattern == null ? null : values.get(explanation.of(key, pattern));
  }
}
