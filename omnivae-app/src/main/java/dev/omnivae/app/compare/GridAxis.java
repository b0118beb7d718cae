package dev.omnivae.app.compare;

import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * One key of a sweep and what it takes in turn: {@code -g model.modalities.*.scale=0.05,0.2}.
 *
 * @param key path from the root of a recipe, {@code *} as in {@code -s}
 * @param values as YAML types them; a comma inside brackets or braces parts nothing
 */
public record GridAxis(String key, List<String> values) {
  public GridAxis {
    values = List.copyOf(values);
  }

  /** Parses {@code key.path=v1,v2}. */
  public static GridAxis parse(String text) {
    int equals = text.indexOf('=');
    List<String> values = equals < 0 ? List.of() : split(text.substring(equals + 1));
    if (equals < 1
        || values.stream().anyMatch(String::isEmpty)
        || values.stream().distinct().count() < values.size()) {
      throw InputException.of(
          "-g",
          "key.path=v1,v2,... with distinct values",
          "'" + text + "'",
          "write for example -g 'model.modalities.*.scale=0.05,0.2,0.75'");
    }
    return new GridAxis(text.substring(0, equals).strip(), values);
  }

  /** As {@code -s} takes it. */
  String assignment(String value) {
    return key + "=" + value;
  }

  /** The last key of the path: {@code scale}. */
  String shortName() {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += "[{".indexOf(c) >= 0 ? 1 : "]}".indexOf(c) >= 0 ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }
}
