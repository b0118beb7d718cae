package dev.omnivae.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.TrainingPlan;
import dev.omnivae.data.Datasets;
import dev.omnivae.data.generate.ProfileParts;
import dev.omnivae.data.text.WordVocabulary;
import dev.omnivae.eval.Evaluator;
import dev.omnivae.eval.sampler.Samplers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recipe of ours names what is there and builds its model and plan, whatever data are here.
 */
class RecipeModelsTest {
  private static final Recipes RECIPES = Recipes.of(RecipeModelsTest.class.getClassLoader());

  private static final Vocabulary WORDS = WordVocabulary.of(List.of("a thin seven"), 1);

  private static final Map<String, Modality> MODALITIES =
      Stream.concat(
              Stream.of(
                  Modality.image("handwritten", 1, 28, 28),
                  Modality.image("mnist", 1, 28, 28),
                  Modality.image("shapes", 1, 32, 32),
                  Modality.image("street", 3, 32, 32),
                  Modality.image("svhn", 3, 32, 32),
                  Modality.image("image", 1, 28, 28),
                  Modality.spectrogram("spoken", 64, 32),
                  Modality.tokens("text", 10, WORDS),
                  new Modality("attributes", Modality.Kind.ATTRIBUTES, List.of(10L))),
              Stream.concat(
                  ProfileParts.COMPONENTS.stream().map(name -> Modality.image(name, 1, 64, 32)),
                  IntStream.range(0, 5).mapToObj(i -> Modality.image("m" + i, 3, 28, 28))))
          .collect(Collectors.toMap(Modality::name, modality -> modality));

  private static final Modality FACE = Modality.image("image", 3, 64, 64);

  private static final List<String> FACES =
      List.of("faces", "faces-style", "faces-text", "celebamask-hq", "folder", "emoji");

  private static Schema schema(List<Modality> modalities) {
    return new Schema(modalities, List.of("width_px", "height_px"));
  }

  static List<String> names() {
    return RECIPES.names();
  }

  @BeforeAll
  static void start() {
    Engine.start(2);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRecipeBuildsItsModelAndPlan(String name) {
    Recipe recipe = RECIPES.get(name);
    Settings root = recipe.settings();
    List<Modality> modalities = modalities(recipe);
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();

      Model model = Models.create(root.child("model"), schema(modalities), store);
      TrainingPlan plan = TrainingPlan.create(root.child("training"), model, store);
      store.allocate(Noise.of(1, 0, 0), ScalarType.Float, Engine.device());

      assertThat(model.modalities()).isEqualTo(modalities);
      assertThat(plan.phases()).isNotEmpty();
      assertThat(store.length()).isPositive();
    }
    assertThat(Datasets.reader(root.child("data").text("reader", "")).summary()).isNotBlank();
    List<String> metrics = new ArrayList<>();
    root.tree().at("/evaluation/metrics").forEach(metric -> metrics.add(metric.asText()));
    new Evaluator().check(metrics);
    List<String> samplers = new ArrayList<>();
    root.tree().at("/evaluation/samplers").forEach(sampler -> samplers.add(sampler.asText()));
    Samplers.check(samplers);
    assertThat(metrics).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theConfigurationOfARunBuildsTheSameRun(String name) {
    // given the recipe with every default written out
    Recipe recipe = RECIPES.get(name);
    String first = fingerprint(recipe);

    // when it is written to config.yaml and read again
    Recipe again = Recipe.of(Yaml.mapping(Yaml.text(recipe.tree()), "config.yaml"), name);

    // then it may be resumed
    assertThat(fingerprint(again)).isEqualTo(first);
  }

  @Test
  void mmvaePlusHasThePublishedDefaults() {
    ObjectNode tree = RECIPES.get("mmvaeplus").tree();
    fingerprint(Recipe.of(tree, "mmvaeplus"));

    Map<String, String> published =
        Map.ofEntries(
            Map.entry("/model/latent/family", "laplace"),
            Map.entry("/model/latent/shared", "16"),
            Map.entry("/model/latent/total", "32"),
            Map.entry("/model/latent/private/tpc", "16"),
            Map.entry("/model/modalities/bt/encoder/filters", "40"),
            Map.entry("/model/modalities/bt/decoder/filters", "40"),
            Map.entry("/model/modalities/bt/decoder/max_filters", "128"),
            Map.entry("/model/modalities/bt/decoder/output", "linear"),
            Map.entry("/model/modalities/bt/trunks", "one"),
            Map.entry("/model/condition/columns/1", "height_px"),
            Map.entry("/training/objective/name", "mmvaeplus"),
            Map.entry("/training/objective/beta", "2.5"),
            Map.entry("/training/objective/draws", "1"),
            Map.entry("/training/objective/private_codes", "auxiliary"),
            Map.entry("/training/epochs", "250"),
            Map.entry("/training/batch_size", "128"),
            Map.entry("/training/optimizer/learning_rate", "0.001"),
            Map.entry("/training/optimizer/amsgrad", "true"));
    published.forEach((key, value) -> assertThat(tree.at(key).asText()).as(key).startsWith(value));
  }

  @Test
  void celebamaskHqHasThePublishedSettings() {
    ObjectNode tree = RECIPES.get("celebamask-hq").tree();
    fingerprint(Recipe.of(tree, "celebamask-hq"));

    // weights of nats are 1536 of the published ones of means, see the recipe
    Map<String, Double> published =
        Map.ofEntries(
            Map.entry("/seed", 42.0),
            Map.entry("/model/latent/shared", 256.0),
            Map.entry("/model/modalities/attributes/weight", 1536 / 10.0),
            Map.entry("/training/batch_size", 16.0),
            Map.entry("/training/phases/0/epochs", 40.0),
            Map.entry("/training/phases/1/epochs", 30.0),
            Map.entry("/training/phases/2/epochs", 70.0),
            Map.entry("/training/phases/0/optimizer/learning_rate", 1e-4),
            Map.entry("/training/phases/2/turns/0/optimizer/learning_rate", 1e-4),
            Map.entry("/training/phases/2/turns/1/optimizer/learning_rate", 1e-5),
            Map.entry("/training/phases/0/objective/0/beta", 0.0),
            Map.entry("/training/phases/1/objective/0/beta", 0.005 * 1536 / 256),
            Map.entry("/training/phases/2/turns/0/objective/0/beta", 0.01 * 1536 / 256),
            Map.entry("/training/phases/1/objective/2/weight", 0.05 * 1536 / 256),
            Map.entry("/training/phases/2/turns/0/objective/2/weight", 0.2 * 1536 / 256),
            Map.entry("/training/phases/1/objective/1/weight", 0.1),
            Map.entry("/training/phases/2/turns/0/objective/1/weight", 0.3),
            Map.entry("/training/phases/1/objective/4/weight", 2 * 0.1 * 0.1 * 1536),
            Map.entry("/training/phases/2/turns/0/objective/4/weight", 2 * 0.3 * 0.1 * 1536),
            Map.entry("/training/phases/2/turns/0/objective/5/weight", 0.001 * 1536));
    published.forEach(
        (key, value) ->
            assertThat(tree.at(key).asDouble(-1))
                .as(key)
                .isCloseTo(value, org.assertj.core.data.Offset.offset(1e-9)));
  }

  @Test
  void codesThatDoNotAddUpAreRefused() {
    ObjectNode tree = RECIPES.get("mmvaeplus").tree();
    ((ObjectNode) tree.at("/model/latent")).put("private", 8);

    assertThatThrownBy(() -> fingerprint(Recipe.of(tree, "mmvaeplus")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.total must be shared + private of every modality, got 32 where group_nc"
                + " has 16 + 8 = 24; change one of the three or leave total out");
  }

  /** The modalities a recipe names. */
  static List<Modality> modalities(Recipe recipe) {
    List<Modality> modalities = new ArrayList<>();
    for (String name : recipe.settings().child("model").child("modalities").keys()) {
      boolean face = FACES.contains(recipe.settings().child("data").text("reader", ""));
      modalities.add(
          face && name.equals("image") ? FACE : MODALITIES.get(name)); // digits have images, too
    }
    return modalities;
  }

  /** Puts model and training together, which writes every default into the recipe. */
  static String fingerprint(Recipe recipe) {
    ParameterStore store = new ParameterStore();
    Model model =
        Models.create(recipe.settings().child("model"), schema(modalities(recipe)), store);
    return TrainingPlan.create(recipe.settings().child("training"), model, store).fingerprint();
  }
}
