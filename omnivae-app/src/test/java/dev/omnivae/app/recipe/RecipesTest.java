package dev.omnivae.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {
  /** Recipes that name the seed of a published system; all others begin at 1. */
  private static final Map<String, Long> PUBLISHED_SEEDS =
      Map.of(
          "celebamask-hq", 42L,
          "faces", 42L,
          "faces-style", 42L,
          "mnist-ae", 42L,
          "mnist-dae", 42L,
          "mnist-vae", 42L,
          "digits-ae", 42L,
          "digits-dae", 42L,
          "digits-vae", 42L);

  private static final Recipes RECIPES = Recipes.of(RecipesTest.class.getClassLoader());

  @TempDir Path folder;

  static List<String> names() {
    return RECIPES.names();
  }

  @Test
  void theRecipesOfTheIssueAreThere() {
    assertThat(RECIPES.names())
        .contains(
            "digits",
            "mnist-street",
            "mnist-svhn",
            "mnist-svhn-short",
            "mnist-elbo",
            "svhn-elbo",
            "street-elbo",
            "digits-elbo-naive",
            "digits-elbo-stratified",
            "digits-iwae",
            "digits-dreg",
            "digits-factorised",
            "digits-infonce",
            "mnist-street-elbo-naive",
            "mnist-street-elbo-stratified",
            "mnist-street-iwae",
            "mnist-street-dreg",
            "mnist-street-factorised",
            "mnist-street-infonce");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeIsNamedAsItsFileAndSaysWhatItIs(String name) {
    Recipe recipe = RECIPES.get(name);

    assertThat(recipe.name()).isEqualTo(name);
    assertThat(recipe.description()).isNotBlank();
    assertThat(recipe.tree().has("extends")).isFalse();
    assertThat(recipe.seed()).isEqualTo(PUBLISHED_SEEDS.getOrDefault(name, 1L));
  }

  @Test
  void theMnistSvhnRecipeIsThePublishedOne() {
    var tree = RECIPES.get("mnist-svhn").tree();

    assertThat(tree.at("/data/pairing/max_d").intValue()).isEqualTo(10_000);
    assertThat(tree.at("/data/pairing/dm").intValue()).isEqualTo(30);
    assertThat(tree.at("/training/batch_size").intValue()).isEqualTo(128);
    assertThat(tree.at("/training/optimizer/learning_rate").doubleValue()).isEqualTo(1e-3);
    assertThat(tree.at("/training/optimizer/amsgrad").booleanValue()).isTrue();
    assertThat(tree.at("/model/latent/shared").intValue()).isEqualTo(20);
    assertThat(tree.at("/model/modalities/svhn/scale").doubleValue()).isEqualTo(0.75);
  }

  @Test
  void aFileOfTheUserExtendsARecipeOfOurs() throws IOException {
    Path file =
        write(
            "mine.yaml",
            """
            extends: digits
            training: {epochs: 2}
            """);

    Recipe recipe = RECIPES.get(file.toString());

    assertThat(recipe.name()).isEqualTo("mine");
    assertThat(recipe.tree().at("/training/epochs").intValue()).isEqualTo(2);
    assertThat(recipe.tree().at("/data/reader").textValue()).isEqualTo("digits");
  }

  @Test
  void aFileExtendsAFileBesideIt() throws IOException {
    write("base.yaml", "{seed: 7, training: {epochs: 3}}");
    Path file = write("child.yaml", "extends: base.yaml");

    assertThat(RECIPES.get(file.toString()).seed()).isEqualTo(7);
  }

  @Test
  void nullTakesAKeyBackToItsDefault() throws IOException {
    write("base.yaml", "training: {epochs: 3, clip: 5}");
    Path file = write("child.yaml", "{extends: base.yaml, training: {clip: null}}");

    assertThat(RECIPES.get(file.toString()).tree().get("training").toString())
        .isEqualTo("{\"epochs\":3}");
  }

  @Test
  void anotherObjectiveDropsTheKeysOfTheOldOne() throws IOException {
    write("base.yaml", "training: {objective: {name: iwae, draws: 5}}");
    Path other = write("other.yaml", "{extends: base.yaml, training: {objective: {name: elbo}}}");
    Path same = write("same.yaml", "{extends: base.yaml, training: {objective: {beta: 2}}}");

    assertThat(RECIPES.get(other.toString()).tree().at("/training/objective").toString())
        .isEqualTo("{\"name\":\"elbo\"}");
    assertThat(RECIPES.get(same.toString()).tree().at("/training/objective").toString())
        .isEqualTo("{\"name\":\"iwae\",\"draws\":5,\"beta\":2}");
  }

  @Test
  void anotherNetworkDropsTheSettingsOfTheOldOne() throws IOException {
    write(
        "base.yaml", "model: {modalities: {a: {network: mlp, encoder: {hidden: [8]}, scale: 2}}}");
    Path file =
        write("child.yaml", "{extends: base.yaml, model: {modalities: {a: {network: conv}}}}");

    assertThat(RECIPES.get(file.toString()).tree().at("/model/modalities/a").toString())
        .isEqualTo("{\"network\":\"conv\",\"scale\":2}");
  }

  @Test
  void exponentsWithoutADotAreNumbers() throws IOException {
    Path file = write("a.yaml", "training: {optimizer: {learning_rate: 1e-3, eps: 1E-8}}");

    var optimizer = RECIPES.get(file.toString()).tree().at("/training/optimizer");

    assertThat(optimizer.get("learning_rate").isNumber()).isTrue();
    assertThat(optimizer.get("eps").doubleValue()).isEqualTo(1e-8);
  }

  // ---- what is refused ----

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> RECIPES.get("digit"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "recipe must be a known name or a .yaml file, got 'digit'; did you mean 'digits'?"
                + " choices: celebamask-hq, digits, ");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.yaml");

    assertThatThrownBy(() -> RECIPES.get(file.toString()))
        .hasMessage(
            "recipe file must be a file that is there, got %s; check the path, or name a recipe of"
                    .formatted(file)
                + " 'omnivae recipes'");
  }

  @Test
  void anUnknownKeyOfTheRootIsAnsweredWithTheNearest() throws IOException {
    Path file = write("a.yaml", "trainning: {epochs: 3}");

    assertThatThrownBy(() -> RECIPES.get(file.toString()))
        .hasMessage(
            "recipe must be a known key, got 'trainning'; did you mean 'training'? choices: data,"
                + " description, evaluation, model, name, seed, training");
  }

  @Test
  void textThatIsNoYamlIsNamedWithItsLine() throws IOException {
    Path file = write("a.yaml", "training:\n  epochs: [3\n");

    assertThatThrownBy(() -> RECIPES.get(file.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " must be YAML, got an error at line ");
  }

  @Test
  void aListIsNoRecipe() throws IOException {
    Path file = write("a.yaml", "- digits");

    assertThatThrownBy(() -> RECIPES.get(file.toString()))
        .hasMessage(file + " must be a YAML mapping, got ARRAY; write lines of 'key: value'");
  }

  @Test
  void extendingInACircleIsRefused() throws IOException {
    Path a = write("a.yaml", "extends: b.yaml");
    write("b.yaml", "extends: a.yaml");

    assertThatThrownBy(() -> RECIPES.get(a.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("extends must be free of circles, got ")
        .hasMessageEndingWith("; let one of them stand alone");
  }

  @Test
  void aSeedIsAWholeNumber() throws IOException {
    Path file = write("a.yaml", "seed: 1.5");

    assertThatThrownBy(() -> RECIPES.get(file.toString()).seed())
        .hasMessage("seed must be a whole number, got 1.5; write seed: 1");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
