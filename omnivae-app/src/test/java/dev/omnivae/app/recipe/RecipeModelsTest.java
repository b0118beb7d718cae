package dev.omnivae.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.TrainingPlan;
import dev.omnivae.data.Datasets;
import dev.omnivae.eval.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recipe of ours names what is there and builds its model and plan, whatever data are here.
 */
class RecipeModelsTest {
  private static final Recipes RECIPES = Recipes.of(RecipeModelsTest.class.getClassLoader());

  private static final Map<String, Modality> MODALITIES =
      Map.of(
          "handwritten", Modality.image("handwritten", 1, 28, 28),
          "mnist", Modality.image("mnist", 1, 28, 28),
          "street", Modality.image("street", 3, 32, 32),
          "svhn", Modality.image("svhn", 3, 32, 32));

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
    Settings root = RECIPES.get(name).settings();
    List<Modality> modalities = new ArrayList<>();
    for (String modality : root.child("model").child("modalities").keys()) {
      modalities.add(MODALITIES.get(modality));
    }
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();

      Model model = Models.create(root.child("model"), Schema.of(modalities), store);
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
    assertThat(metrics).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theConfigurationOfARunBuildsTheSameRun(String name) {
    // given the recipe with every default written out
    Recipe recipe = RECIPES.get(name);
    List<Modality> modalities = new ArrayList<>();
    for (String modality : recipe.settings().child("model").child("modalities").keys()) {
      modalities.add(MODALITIES.get(modality));
    }
    String first = fingerprint(recipe, modalities);

    // when it is written to config.yaml and read again
    Recipe again = Recipe.of(Yaml.mapping(Yaml.text(recipe.tree()), "config.yaml"), name);

    // then it may be resumed
    assertThat(fingerprint(again, modalities)).isEqualTo(first);
  }

  private static String fingerprint(Recipe recipe, List<Modality> modalities) {
    ParameterStore store = new ParameterStore();
    Model model = Models.create(recipe.settings().child("model"), Schema.of(modalities), store);
    return TrainingPlan.create(recipe.settings().child("training"), model, store).fingerprint();
  }
}
