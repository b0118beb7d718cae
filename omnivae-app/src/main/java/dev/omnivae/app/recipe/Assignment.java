package dev.omnivae.app.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys set from the command line: {@code -s training.epochs=1}, {@code -s
 * model.modalities.*.scale=0.5}, {@code -s training.phases.0.epochs=2}. Values are typed as YAML
 * types them.
 *
 * @param path keys from the root; {@code *} stands for every key of the mapping there, a number for
 *     an item of a list
 * @param value what they are set to; null takes a key back to its default
 */
record Assignment(List<String> path, JsonNode value) {
  Assignment {
    path = List.copyOf(path);
  }

  /** Parses {@code key.path=value}. */
  static Assignment parse(String text) {
    int equals = text.indexOf('=');
    String keys = equals < 0 ? "" : text.substring(0, equals).strip();
    if (keys.isEmpty() || keys.startsWith(".") || keys.endsWith(".") || keys.contains("..")) {
      throw InputException.of(
          "-s", "key.path=value", "'" + text + "'", "write for example -s training.epochs=1");
    }
    String dotted = keys.replaceAll("\\[(\\d+)]", ".$1");
    return new Assignment(
        List.of(dotted.split("\\.")), Yaml.value(text.substring(equals + 1), "-s " + keys));
  }

  /** All assignments laid over a recipe as one extension of it would be. */
  static ObjectNode apply(ObjectNode recipe, List<Assignment> assignments) {
    ObjectNode changes = Yaml.empty();
    for (Assignment assignment : assignments) {
      assignment.set(recipe, changes, 0);
    }
    return Merge.over(recipe, changes);
  }

  private void set(ObjectNode base, ObjectNode changes, int depth) {
    String key = path.get(depth);
    if (key.equals("*")) {
      List<String> all = new ArrayList<>();
      base.fieldNames().forEachRemaining(all::add);
      if (all.isEmpty()) {
        throw InputException.of(
            "-s " + dotted(path.size()),
            "a path where * stands for some key",
            "a recipe with no key under '" + dotted(depth) + "'",
            "name the key");
      }
      all.forEach(name -> setKey(base, changes, depth, name));
    } else {
      setKey(base, changes, depth, key);
    }
  }

  private void setKey(ObjectNode base, ObjectNode changes, int depth, String key) {
    if (depth == path.size() - 1) {
      changes.set(key, value);
      return;
    }
    JsonNode below = base.get(key);
    if (below instanceof ArrayNode list) {
      // lists replace on merging: the whole list, changed in one place, is the change
      if (!(changes.get(key) instanceof ArrayNode)) {
        changes.set(key, list.deepCopy());
      }
      setItem((ArrayNode) changes.get(key), depth + 1);
      return;
    }
    if (below != null && below.isValueNode() && !below.isNull() && !changes.has(key)) {
      throw InputException.of(
          "-s " + dotted(path.size()),
          "a path through mappings",
          "the value " + below + " at '" + dotted(depth + 1) + "'",
          "set that key itself");
    }
    ObjectNode child =
        changes.get(key) instanceof ObjectNode present ? present : changes.putObject(key);
    set(below instanceof ObjectNode mapping ? mapping : Yaml.empty(), child, depth + 1);
  }

  private void setItem(ArrayNode list, int depth) {
    String key = path.get(depth);
    int index = key.matches("\\d{1,6}") ? Integer.parseInt(key) : -1;
    if (index < 0 || index >= list.size()) {
      throw InputException.of(
          "-s " + dotted(path.size()),
          "an index from 0 to " + (list.size() - 1) + " of the list '" + dotted(depth) + "'",
          "'" + key + "'",
          "choose one, or set the whole list");
    }
    if (depth == path.size() - 1) {
      list.set(index, value);
    } else if (list.get(index) instanceof ObjectNode mapping) {
      ObjectNode changes = Yaml.empty();
      set(mapping, changes, depth + 1);
      list.set(index, Merge.over(mapping, changes));
    } else {
      throw InputException.of(
          "-s " + dotted(path.size()),
          "a path through mappings",
          "the value " + list.get(index) + " at '" + dotted(depth + 1) + "'",
          "set that item itself");
    }
  }

  private String dotted(int length) {
    return String.join(".", path.subList(0, length));
  }
}
