package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight that may follow a schedule: beta, a term's weight, a temperature. In a recipe a number,
 * or a mapping {@code {schedule: linear, from: 0, to: 1, start: 0, epochs: 2}} (also {@code steps:}
 * in place of {@code epochs:}).
 */
public interface Coefficient extends Stateful {
  double at(Clock clock);

  static Coefficient constant(double value) {
    return clock -> value;
  }

  /**
   * From {@code from} to {@code to}, starting at {@code start}, over {@code length}, in epochs or
   * in steps.
   */
  static Coefficient linear(double from, double to, double start, double length, boolean epochs) {
    return clock -> {
      double now = epochs ? clock.epoch() : clock.step();
      double fraction = length <= 0 ? 1 : Math.min(1, Math.max(0, (now - start) / length));
      return from + (to - from) * fraction;
    };
  }

  /**
   * Reads one from a recipe.
   *
   * @param node number or mapping; null means {@code otherwise}
   * @param path where it stands, for errors
   */
  static Coefficient read(@Nullable JsonNode node, String path, double otherwise) {
    if (node == null || node.isNull()) {
      return constant(otherwise);
    }
    if (!node.isObject()) {
      return constant(number(node, path, otherwise));
    }
    List<String> known = List.of("schedule", "from", "to", "start", "epochs", "steps");
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new InputException(
                    path + " must hold known keys, got '" + key + "'; " + Nearest.hint(key, known));
              }
            });
    String schedule = node.path("schedule").asText("linear");
    if (!schedule.equals("linear")) {
      throw new InputException(
          "%s.schedule must be a known schedule, got '%s'; %s"
              .formatted(path, schedule, Nearest.hint(schedule, List.of("linear"))));
    }
    boolean epochs = !node.has("steps");
    String length = epochs ? "epochs" : "steps";
    return linear(
        number(node.get("from"), path + ".from", 0),
        number(node.get("to"), path + ".to", 1),
        number(node.get("start"), path + ".start", 0),
        number(node.get(length), path + "." + length, 1),
        epochs);
  }

  private static double number(@Nullable JsonNode node, String path, double otherwise) {
    if (node == null) {
      return otherwise;
    }
    if (!node.isNumber() || !(node.doubleValue() >= 0)) {
      throw InputException.of(
          path,
          "a number of at least 0",
          node,
          "write 1.0 or {schedule: linear, from: 0, to: 1, epochs: 2}");
    }
    return node.doubleValue();
  }
}
