package dev.omnivae.app.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How one recipe extends another. Mappings are merged key by key; lists and single values replace;
 * {@code null} takes a key back to its default. Where a nested mapping changes its {@code name} or
 * a modality its {@code network}, what belonged to the old one goes: another objective, optimiser
 * or network has other keys.
 */
final class Merge {
  private Merge() {}

  /** The base with the changes laid over it; neither is changed. */
  static ObjectNode over(ObjectNode base, ObjectNode changes) {
    ObjectNode merged = base.deepCopy();
    inPlace(merged, changes, true);
    return merged;
  }

  private static void inPlace(ObjectNode base, ObjectNode changes, boolean root) {
    if (!root && differs("name", base, changes)) {
      base.removeAll();
    }
    if (differs("network", base, changes)) {
      base.remove(List.of("encoder", "decoder"));
    }
    changes
        .properties()
        .forEach(
            entry -> {
              JsonNode change = entry.getValue();
              if (change.isNull()) {
                base.remove(entry.getKey());
              } else if (change instanceof ObjectNode mapping) {
                ObjectNode child =
                    base.get(entry.getKey()) instanceof ObjectNode present
                        ? present
                        : base.putObject(entry.getKey());
                inPlace(child, mapping, false);
              } else {
                base.set(entry.getKey(), change.deepCopy());
              }
            });
  }

  private static boolean differs(String key, ObjectNode base, ObjectNode changes) {
    return base.has(key) && changes.has(key) && !base.get(key).equals(changes.get(key));
  }
}
