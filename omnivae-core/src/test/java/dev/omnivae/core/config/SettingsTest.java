package dev.omnivae.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
  record Inner(int firstWidth, int second) {
    Inner {
      if (second < 0) {
        throw InputException.of("second", "at least 0", second, "write second: 0");
      }
    }
  }

  record Outer(int size, Inner inner, List<Integer> list, JsonNode open) {}

  private static final Outer DEFAULTS =
      new Outer(3, new Inner(1, 2), List.of(7), JsonNodeFactory.instance.objectNode().put("a", 1));

  @Test
  void absentKeysTakeTheirDefaultsAndAreWrittenIntoTheTree() {
    Settings settings = Settings.parse("{\"size\": 5}");

    Outer read = settings.read(Outer.class, DEFAULTS);

    assertThat(read.size()).isEqualTo(5);
    assertThat(read.inner()).isEqualTo(new Inner(1, 2));
    assertThat(settings.tree())
        .hasToString(
            "{\"size\":5,\"inner\":{\"first_width\":1,\"second\":2},\"list\":[7],\"open\":{\"a\":1}}");
  }

  @Test
  void aMappingThatIsARecordHasItsDefaultsKeyByKey() {
    Settings settings = Settings.parse("{\"inner\": {\"second\": 9}}");

    assertThat(settings.read(Outer.class, DEFAULTS).inner()).isEqualTo(new Inner(1, 9));
    assertThat(settings.tree().get("inner")).hasToString("{\"second\":9,\"first_width\":1}");
  }

  @Test
  void anOpenMappingIsTakenAsGiven() {
    Settings settings = Settings.parse("{\"open\": {\"b\": 2}}");

    assertThat(settings.read(Outer.class, DEFAULTS).open()).hasToString("{\"b\":2}");
  }

  @Test
  void wrongKeysAndValuesAreOneLineEach() {
    assertThatThrownBy(() -> Settings.parse("{\"sise\": 1}").read(Outer.class, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe must be a known key, got 'sise'; did you mean 'size'? choices: inner, list, open,"
                + " size");
    assertThatThrownBy(
            () -> Settings.parse("{\"inner\": {\"secnd\": 1}}").read(Outer.class, DEFAULTS))
        .hasMessageContaining("got 'secnd'; did you mean 'second'?");
    assertThatThrownBy(
            () -> Settings.parse("{\"inner\": {\"second\": -1}}").read(Outer.class, DEFAULTS))
        .hasMessage("second must be at least 0, got -1; write second: 0");
    assertThatThrownBy(() -> Settings.parse("{\"size\": \"big\"}").read(Outer.class, DEFAULTS))
        .hasMessageContaining("size must be of the right type");
    assertThatThrownBy(() -> Settings.parse("{\"size\": 1.5}").read(Outer.class, DEFAULTS))
        .hasMessageContaining("size must be of the right type");
    assertThatThrownBy(() -> Settings.parse("{\"inner\": 3}").child("inner"))
        .hasMessage("inner must be a mapping, got 3; write inner: {key: value}");
    assertThatThrownBy(() -> Settings.parse("{\"inner\": {}}").text("inner", "x"))
        .hasMessage("inner must be a single word, got {}; write inner: x");
    assertThatThrownBy(() -> Settings.parse("{\"list\": [1]}").list("list"))
        .hasMessage("list must be a list of mappings, got 1; write - {name: ...}");
    assertThatThrownBy(() -> Settings.parse("{"))
        .hasMessage("settings must be a JSON object, got {; check brackets");
  }

  @Test
  void theNearestChoiceIsNamed() {
    assertThat(Nearest.hint("elbo-niave", List.of("elbo", "elbo-naive", "iwae")))
        .isEqualTo("did you mean 'elbo-naive'? choices: elbo, elbo-naive, iwae");
    assertThat(Nearest.hint("x", List.of())).isEqualTo("there are none");
  }

  @Test
  void twoExtensionsOfOneNameAreRefused() {
    record One(String name) implements Named {}
    record Other(String name) implements Named {}

    assertThatThrownBy(() -> Extensions.of("network", List.<Named>of(new One("a"), new Other("a"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("network names must be unique, got 'a' from both");
  }
}
