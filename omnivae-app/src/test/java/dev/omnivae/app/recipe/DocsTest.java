package dev.omnivae.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.app.compare.Comparison;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Named;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.fusion.FusionProvider;
import dev.omnivae.core.model.ModelProvider;
import dev.omnivae.core.objective.ObjectiveProvider;
import dev.omnivae.core.prior.PriorProvider;
import dev.omnivae.data.Reader;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.sampler.SamplerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a recipe can name stands in the documentation. */
class DocsTest {
  private static final Recipes RECIPES = Recipes.of(DocsTest.class.getClassLoader());
  private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
  private static final Path DOCS = ROOT.resolve("docs");

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** README and every page. */
  private static String everything() {
    StringBuilder all = new StringBuilder(read(ROOT.resolve("README.md")));
    try (var files = Files.walk(DOCS)) {
      files.filter(f -> f.toString().endsWith(".md")).forEach(f -> all.append(read(f)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  private static <T extends Named> List<String> names(Class<T> type) {
    List<String> names =
        Extensions.of(type, "extension").all().stream()
            .filter(e -> e.getClass().getName().startsWith("dev.omnivae."))
            .map(Named::name)
            .toList();
    assertThat(names).isNotEmpty();
    return names;
  }

  /** As code of its own, no part of a longer name. */
  private static boolean names(String text, String name) {
    return Pattern.compile("`" + Pattern.quote(name) + "`").matcher(text).find();
  }

  private static List<String> unnamed(String text, List<String> names) {
    return names.stream().filter(name -> !names(text, name)).toList();
  }

  @Test
  void everyRecipeIsNamed() {
    assertThat(unnamed(everything(), RECIPES.names())).as("in README.md or docs/").isEmpty();
  }

  @Test
  void everyObjectiveAndFusionHasItsPageAndARowOfTheList() {
    for (Map.Entry<String, List<String>> folder :
        Map.of(
                "objectives", names(ObjectiveProvider.class),
                "fusions", names(FusionProvider.class))
            .entrySet()) {
      Path pages = DOCS.resolve(folder.getKey());
      String list = read(pages.resolve("README.md"));
      for (String name : folder.getValue()) {
        assertThat(pages.resolve(name + ".md")).content().startsWith("# `" + name + "`\n");
        assertThat(list).contains("| [`%s`](%s.md) |".formatted(name, name));
      }
    }
  }

  @Test
  void everyKindOfModelAndPriorIsInTheTableOfKeys() {
    String page = read(DOCS.resolve("recipes.md"));

    assertThat(unnamed(page, names(ModelProvider.class))).as("docs/recipes.md").isEmpty();
    assertThat(unnamed(page, names(PriorProvider.class))).as("docs/recipes.md").isEmpty();
  }

  @Test
  void everyMetricReaderAndSamplerHasItsRow() {
    String metrics = read(DOCS.resolve("metrics.md"));
    String readers = read(DOCS.resolve("datasets.md"));
    String samplers = read(DOCS.resolve("samplers.md"));

    for (String name : names(Metric.class)) {
      assertThat(metrics).contains("\n| `%s` |".formatted(name));
    }
    for (String name : names(SamplerProvider.class)) {
      assertThat(samplers).contains("\n| `%s` |".formatted(name));
    }
    for (String name : names(Reader.class)) {
      assertThat(readers).contains("\n| `%s` |".formatted(name));
    }
  }

  @Test
  void everyKeyOfAModelAndItsTrainingIsExplained() {
    String code =
        Pattern.compile("(?s)```.*?```|`[^`\n]+`")
            .matcher(everything())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.joining(" "));
    Set<String> unexplained = new TreeSet<>();
    for (String name : RECIPES.names()) {
      Recipe recipe = RECIPES.get(name);
      RecipeModelsTest.fingerprint(recipe); // writes every default
      Set<String> keys = new TreeSet<>();
      addKeys(recipe.tree().path("model"), keys);
      addKeys(recipe.tree().path("training"), keys);
      RecipeModelsTest.modalities(recipe).forEach(modality -> keys.remove(modality.name()));
      keys.removeIf(key -> Pattern.compile("\\b" + key + "\\b").matcher(code).find());
      unexplained.addAll(keys);
    }
    assertThat(unexplained).isEmpty();
  }

  /** Names of all keys below; a key with a glob is a name of the user's. */
  private static void addKeys(JsonNode node, Set<String> keys) {
    node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !key.contains("*"))
        .forEach(keys::add);
    node.forEach(child -> addKeys(child, keys));
  }

  @Test
  void everyComparisonOfTheResultsNamesRecipesThatThereAre() throws IOException {
    try (var files = Files.list(DOCS.resolve("results"))) {
      List<Path> comparisons = files.filter(f -> f.toString().endsWith(".yaml")).toList();
      assertThat(comparisons).isNotEmpty();
      for (Path file : comparisons) {
        Comparison comparison = Comparison.read(file, RECIPES);
        assertThat(comparison.entries()).as(file.toString()).isNotEmpty();
        assertThat(everything())
            .as("a page says how to run it")
            .contains(file.getFileName().toString());
      }
    }
  }
}
