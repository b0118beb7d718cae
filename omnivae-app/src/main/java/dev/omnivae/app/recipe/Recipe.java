package dev.omnivae.app.recipe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import java.util.List;

/**
 * A run as described: one tree, everything it extends merged in.
 *
 * @param name the recipe's name, which names the folder of its runs
 * @param tree the root mapping; reading it with {@link #settings} completes it in place
 */
public record Recipe(String name, ObjectNode tree) {
  /** Keys of the root. */
  public static final List<String> KEYS =
      List.of("name", "description", "seed", "data", "model", "training", "evaluation");

  /** A recipe over a merged tree. */
  static Recipe of(ObjectNode tree, String otherwise) {
    Settings root = Settings.of(tree);
    root.allow(KEYS);
    String name = root.text("name", otherwise);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw InputException.of(
          "name", "letters, digits, '.', '_' or '-'", "'" + name + "'", "rename the recipe");
    }
    return new Recipe(name, tree);
  }

  /** A recipe that says no more than which data set to read. */
  public static Recipe ofData(String reader) {
    ObjectNode tree = Yaml.empty();
    tree.putObject("data").put("reader", reader);
    return of(tree, reader);
  }

  /** One line on what it is; empty when the file has none. */
  public String description() {
    return tree.path("description").asText("");
  }

  /** The root mapping. */
  public Settings settings() {
    return Settings.of(tree);
  }

  /** The seed; 1 unless given. */
  public long seed() {
    if (!settings().has("seed")) {
      tree.put("seed", 1);
    }
    if (!tree.path("seed").canConvertToLong() || !tree.path("seed").isIntegralNumber()) {
      throw InputException.of("seed", "a whole number", tree.get("seed"), "write seed: 1");
    }
    return tree.path("seed").longValue();
  }

  /** The same recipe with keys set: {@code training.epochs=1}. */
  public Recipe with(List<String> overrides) {
    ObjectNode changed = Assignment.apply(tree, overrides.stream().map(Assignment::parse).toList());
    return Recipe.of(changed, name);
  }
}
