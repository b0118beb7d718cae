package dev.omnivae.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final String BASE =
      """
      training:
        epochs: 8
        objective: {name: iwae, draws: 5}
        phases: [{epochs: 1}, {epochs: 2}]
      model:
        modalities: {a: {scale: 1}, b: {scale: 1}}
      """;

  @Test
  void valuesAreTypedAsYamlTypesThem() {
    assertThat(set("training.epochs=1").at("/training/epochs").isInt()).isTrue();
    assertThat(set("training.epochs=0.5").at("/training/epochs").isDouble()).isTrue();
    assertThat(set("training.epochs=1e-3").at("/training/epochs").doubleValue()).isEqualTo(1e-3);
    assertThat(set("training.clip=true").at("/training/clip").isBoolean()).isTrue();
    assertThat(set("name=a").at("/name").textValue()).isEqualTo("a");
    assertThat(set("evaluation.metrics=[a, b]").at("/evaluation/metrics").size()).isEqualTo(2);
    assertThat(set("training.ema={decay: 0.9}").at("/training/ema/decay").doubleValue())
        .isEqualTo(0.9);
  }

  @Test
  void nothingOrNullTakesAKeyBackToItsDefault() {
    assertThat(set("training.epochs=").get("training").has("epochs")).isFalse();
    assertThat(set("training.epochs=null").get("training").has("epochs")).isFalse();
  }

  @Test
  void aStarStandsForEveryModality() {
    ObjectNode tree = set("model.modalities.*.scale=0.5");

    assertThat(tree.at("/model/modalities").toString())
        .isEqualTo("{\"a\":{\"scale\":0.5},\"b\":{\"scale\":0.5}}");
  }

  @Test
  void itemsOfListsAreNamedByIndexInEitherForm() {
    assertThat(set("training.phases.1.epochs=9").at("/training/phases").toString())
        .isEqualTo("[{\"epochs\":1},{\"epochs\":9}]");
    assertThat(
            set("training.phases[0].epochs=9", "training.phases[1].epochs=8")
                .at("/training/phases")
                .toString())
        .isEqualTo("[{\"epochs\":9},{\"epochs\":8}]");
  }

  @Test
  void anotherObjectiveDropsTheOldKeysInWhateverOrderItIsSet() {
    assertThat(
            set("training.objective.draws=3", "training.objective.name=dreg")
                .at("/training/objective")
                .toString())
        .isEqualTo("{\"draws\":3,\"name\":\"dreg\"}");
    assertThat(set("training.objective.name=elbo").at("/training/objective").toString())
        .isEqualTo("{\"name\":\"elbo\"}");
  }

  @Test
  void theRecipeItselfStaysAsItWas() {
    ObjectNode base = Yaml.mapping(BASE, "base");
    ObjectNode before = base.deepCopy();

    Assignment.apply(base, List.of(Assignment.parse("training.phases.1.epochs=9")));

    assertThat(base).isEqualTo(before);
  }

  // ---- what is refused ----

  @Test
  void textWithoutAKeyIsRefused() {
    for (String text : new String[] {"training.epochs", "=1", ".a=1", "a.=1", "a..b=1"}) {
      refused(
          text,
          "-s must be key.path=value, got '%s'; write for example -s training.epochs=1"
              .formatted(text));
    }
  }

  @Test
  void anIndexBeyondTheListIsRefused() {
    refused(
        "training.phases.2.epochs=1",
        "-s training.phases.2.epochs must be an index from 0 to 1 of the list 'training.phases',"
            + " got '2'; choose one, or set the whole list");
  }

  @Test
  void aPathThroughAValueIsRefused() {
    refused(
        "training.epochs.x=1",
        "-s training.epochs.x must be a path through mappings, got the value 8 at"
            + " 'training.epochs'; set that key itself");
  }

  @Test
  void aStarOverNothingIsRefused() {
    refused(
        "data.*.x=1",
        "-s data.*.x must be a path where * stands for some key, got a recipe with no key under"
            + " 'data'; name the key");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> set(text)).isInstanceOf(InputException.class).hasMessage(message);
  }

  private static ObjectNode set(String... assignments) {
    return Assignment.apply(
        Yaml.mapping(BASE, "base"), Stream.of(assignments).map(Assignment::parse).toList());
  }
}
