package dev.omnivae.app.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.recipe.Recipes;
import dev.omnivae.app.recipe.Yaml;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison file asks for: recipes, each with the same seeds, data and budget.
 *
 * <pre>{@code
 * name: fusions
 * seeds: [1, 2, 3]
 * minutes: 4                       # of training, for each run; left out: as the recipes say
 * set: [data.samples=10000]        # on every recipe, as -s
 * runs:
 *   - mvae                         # a recipe's name or file
 *   - {recipe: mopoe, name: mopoe-beta5, set: [training.objective.beta=5]}
 * columns: [coherence.given.*, coherence.joint, mean latent_accuracy.*, train.seconds]
 * }</pre>
 *
 * @param name names the folder and the table
 * @param entries in the order of the file
 * @param seeds at least one
 * @param columns patterns of keys of {@code metrics.json}; see {@link Columns}
 */
public record Comparison(String name, List<Entry> entries, List<Long> seeds, List<String> columns) {
  /**
   * One row.
   *
   * @param name unique, names its folder
   */
  public record Entry(String name, Recipe recipe) {
    /** The recipe with one of the seeds. */
    public Recipe seeded(long seed) {
      return recipe.with(List.of("seed=" + seed));
    }
  }

  /** Keys of the file. */
  record Keys(
      String name,
      List<Long> seeds,
      JsonNode minutes,
      List<String> set,
      JsonNode runs,
      List<String> columns) {}

  /** Keys of one of its runs. */
  record Run(String recipe, String name, List<String> set) {}

  public Comparison {
    entries = List.copyOf(entries);
    seeds = List.copyOf(seeds);
    columns = List.copyOf(columns);
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw InputException.of("seeds", "distinct, at least one", seeds, "write [1, 2, 3]");
    }
  }

  /** Folder of an entry's first seed, whose pictures stand for it. */
  public Path firstRun(Entry entry, Path out) {
    return out.resolve(entry.name()).resolve("seed-" + seeds.get(0));
  }

  /**
   * Reads a file and every recipe it names.
   *
   * @throws InputException on a file that is none, a key or recipe that is not known, two runs of
   *     one name
   */
  public static Comparison read(Path file, Recipes recipes) {
    if (!Files.isRegularFile(file)) {
      throw InputException.of(
          "comparison file", "a file that is there", file, "see omnivae compare --help");
    }
    try {
      return of(Yaml.mapping(Files.readString(file), file.toString()), stem(file), recipes);
    } catch (IOException e) {
      throw new InputException(
          "comparison file must be readable UTF-8 text, got %s (%s); check it"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static Comparison of(ObjectNode tree, String otherwise, Recipes recipes) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    Keys keys =
        Settings.of(tree)
            .read(
                Keys.class,
                new Keys(
                    otherwise,
                    List.of(1L),
                    json.nullNode(),
                    List.of(),
                    json.arrayNode(),
                    Columns.STANDARD));
    if (!keys.runs().isArray() || keys.runs().isEmpty()) {
      throw InputException.of(
          "runs", "a list of recipes, at least one", keys.runs(), "write runs: [mvae, mopoe]");
    }
    List<String> common = new ArrayList<>(keys.set());
    if (!keys.minutes().isNull()) {
      if (!keys.minutes().isNumber() || !(keys.minutes().doubleValue() > 0)) {
        throw InputException.of("minutes", "a number above 0", keys.minutes(), "write minutes: 4");
      }
      common.add("training.max_minutes=" + keys.minutes());
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (JsonNode node : keys.runs()) {
      Run run = run(node);
      List<String> set = new ArrayList<>(common);
      set.addAll(run.set());
      String name = run.name().isEmpty() ? recipes.get(run.recipe()).name() : run.name();
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || entries.containsKey(name)) {
        throw InputException.of(
            "name of a run",
            "unique, of letters, digits, '.', '_' or '-'",
            "'" + name + "'",
            "give each a name of its own: {recipe: mopoe, name: mopoe-2}");
      }
      entries.put(name, new Entry(name, recipes.get(run.recipe()).with(set)));
    }
    return new Comparison(keys.name(), List.copyOf(entries.values()), keys.seeds(), keys.columns());
  }

  private static Run run(JsonNode node) {
    if (node.isTextual()) {
      return new Run(node.textValue(), "", List.of());
    }
    if (node instanceof ObjectNode object && object.path("recipe").isTextual()) {
      return Settings.of(object).read(Run.class, new Run("", "", List.of()));
    }
    throw InputException.of(
        "runs", "recipes by name, or mappings with the key recipe", node, "write - mvae");
  }

  private static String stem(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
  }
}
