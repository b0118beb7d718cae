package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Coefficient} from a recipe. */
final class Schedules {
  private static final List<String> NAMES = List.of("linear", "cyclical", "logistic");
  private static final List<String> LINEAR =
      List.of("schedule", "from", "to", "start", "epochs", "steps");
  private static final List<String> CYCLICAL =
      List.of("schedule", "from", "to", "start", "epochs", "steps", "cycles", "ratio");
  private static final List<String> LOGISTIC = List.of("schedule", "from", "to", "k", "x0");

  private Schedules() {}

  static Coefficient read(@Nullable JsonNode node, String path, double otherwise) {
    if (node == null || node.isNull()) {
      return Coefficient.constant(otherwise);
    }
    if (!node.isObject()) {
      return Coefficient.constant(number(node, path, otherwise));
    }
    String schedule = node.path("schedule").asText("linear");
    return switch (schedule) {
      case "linear" -> linear(node, path);
      case "cyclical" -> cyclical(node, path);
      case "logistic" -> logistic(node, path);
      default ->
          throw new InputException(
              "%s.schedule must be a known schedule, got '%s'; %s"
                  .formatted(path, schedule, Nearest.hint(schedule, NAMES)));
    };
  }

  private static Coefficient linear(JsonNode node, String path) {
    allow(node, path, LINEAR);
    boolean epochs = !node.has("steps");
    return Coefficient.linear(
        number(node.get("from"), path + ".from", 0),
        number(node.get("to"), path + ".to", 1),
        number(node.get("start"), path + ".start", 0),
        length(node, path, epochs),
        epochs);
  }

  private static Coefficient cyclical(JsonNode node, String path) {
    allow(node, path, CYCLICAL);
    boolean epochs = !node.has("steps");
    double length = length(node, path, epochs);
    if (length == 0) {
      throw InputException.of(
          path + (epochs ? ".epochs" : ".steps"), "positive", 0, "it is the length of all cycles");
    }
    double cycles = number(node.get("cycles"), path + ".cycles", 4);
    if (cycles < 1 || cycles != Math.rint(cycles)) {
      throw InputException.of(
          path + ".cycles", "a whole number of at least 1", node.get("cycles"), "write cycles: 4");
    }
    double ratio = number(node.get("ratio"), path + ".ratio", 0.5);
    if (ratio == 0 || ratio > 1) {
      throw InputException.of(
          path + ".ratio", "above 0, at most 1", node.get("ratio"), "write ratio: 0.5");
    }
    return Coefficient.cyclical(
        number(node.get("from"), path + ".from", 0),
        number(node.get("to"), path + ".to", 1),
        number(node.get("start"), path + ".start", 0),
        length,
        epochs,
        (int) cycles,
        ratio);
  }

  private static Coefficient logistic(JsonNode node, String path) {
    allow(node, path, LOGISTIC);
    double k = number(node.get("k"), path + ".k", 0.0025);
    if (k == 0) {
      throw InputException.of(path + ".k", "positive", 0, "write k: 0.0025, per step");
    }
    return Coefficient.logistic(
        number(node.get("from"), path + ".from", 0),
        number(node.get("to"), path + ".to", 1),
        k,
        number(node.get("x0"), path + ".x0", 2500));
  }

  private static double length(JsonNode node, String path, boolean epochs) {
    String key = epochs ? "epochs" : "steps";
    return number(node.get(key), path + "." + key, 1);
  }

  /** Fails on a key that is not among the given ones, naming the nearest. */
  static void allow(JsonNode node, String path, List<String> known) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new InputException(
                    path + " must hold known keys, got '" + key + "'; " + Nearest.hint(key, known));
              }
            });
  }

  static double number(@Nullable JsonNode node, String path, double otherwise) {
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
