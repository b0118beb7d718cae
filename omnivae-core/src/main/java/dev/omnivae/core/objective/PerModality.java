package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A number of a recipe per modality: one for all, or a mapping with 1 where not named. */
final class PerModality {
  private PerModality() {}

  /**
   * The numbers by modality, at least 0 each.
   *
   * @param path where it stands, for errors
   * @throws InputException for an unknown modality or a number below 0
   */
  static Map<String, Double> read(JsonNode node, String path, List<String> modalities) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (!node.isObject()) {
      double all = number(node, path);
      modalities.forEach(name -> numbers.put(name, all));
      return numbers;
    }
    known(node, path, modalities);
    modalities.forEach(name -> numbers.put(name, 1.0));
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      numbers.put(entry.getKey(), number(entry.getValue(), path + "." + entry.getKey()));
    }
    return numbers;
  }

  /**
   * How KLs count, by modality: one for all, each on its own, or a mapping with 1 where not named.
   *
   * @param path where it stands, for errors
   * @param log stands before the modality in what is logged
   * @throws InputException for an unknown modality, or as {@link Beta#read} does
   */
  static Map<String, Beta> betas(
      JsonNode node, String path, List<String> modalities, FreeBits free, String log) {
    boolean mapping = node.isObject() && !Beta.isSchedule(node);
    if (mapping) {
      known(node, path, modalities);
    }
    Map<String, Beta> betas = new LinkedHashMap<>();
    for (String name : modalities) {
      Beta beta =
          mapping ? Beta.read(node.get(name), path + "." + name, 1) : Beta.read(node, path, 1);
      betas.put(name, beta.withFreeBits(free).of(log + name));
    }
    return betas;
  }

  private static void known(JsonNode node, String path, List<String> modalities) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!modalities.contains(name)) {
                throw new InputException(
                    "%s must name modalities, got '%s'; %s"
                        .formatted(path, name, Nearest.hint(name, modalities)));
              }
            });
  }

  private static double number(JsonNode node, String path) {
    if (!node.isNumber() || !(node.doubleValue() >= 0)) {
      throw InputException.of(
          path, "a number of at least 0", node, "write 1, or {NAME: 2} for some");
    }
    return node.doubleValue();
  }
}
