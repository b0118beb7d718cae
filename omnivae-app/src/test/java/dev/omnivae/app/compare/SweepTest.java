package dev.omnivae.app.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.recipe.Recipes;
import dev.omnivae.core.config.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  private static final Recipe DIGITS =
      Recipes.of(SweepTest.class.getClassLoader()).get("digits-vae");

  private static Comparison sweep(String... axes) {
    List<GridAxis> parsed = Arrays.stream(axes).map(GridAxis::parse).toList();
    return Sweep.of(DIGITS, parsed, List.of("training.epochs=1"), List.of(1L, 2L));
  }

  @Test
  void everyCombinationIsARunNamedByItsValues() {
    Comparison sweep =
        sweep("model.modalities.*.scale=0.05,0.2", "model.modalities.*.encoder.hidden=[8],[8, 4]");

    assertThat(sweep.name()).isEqualTo("digits-vae-sweep");
    assertThat(sweep.seeds()).containsExactly(1L, 2L);
    assertThat(sweep.entries())
        .extracting(Comparison.Entry::name)
        .containsExactly(
            "scale-0.05_hidden-8",
            "scale-0.05_hidden-8-4",
            "scale-0.2_hidden-8",
            "scale-0.2_hidden-8-4");
    Recipe second = sweep.entries().get(1).recipe();
    assertThat(second.tree().at("/model/modalities/handwritten/scale").doubleValue())
        .isEqualTo(0.05);
    assertThat(second.tree().at("/model/modalities/handwritten/encoder/hidden").toString())
        .isEqualTo("[8,4]");
    assertThat(second.tree().at("/training/epochs").intValue()).isEqualTo(1);
  }

  @Test
  void keysThatEndAlikeAreNamedInFull() {
    Comparison sweep = sweep("model.latent.shared=2", "training.shared=3");

    assertThat(sweep.entries().get(0).name()).isEqualTo("model.latent.shared-2_training.shared-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scale", "=1", "scale=", "scale=1,,2", "scale=1,1"})
  void anAxisThatIsNoneIsOneLine(String text) {
    assertThatThrownBy(() -> GridAxis.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "-g must be key.path=v1,v2,... with distinct values, got '"
                + text
                + "'; write for example -g 'model.modalities.*.scale=0.05,0.2,0.75'");
  }

  @Test
  void twoRunsOfOneNameAndGridsWithoutEndAreOneLine() {
    assertThatThrownBy(() -> sweep("training.objective.beta=1,1-"))
        .isInstanceOf(InputException.class)
        .hasMessage("-g must be values that name folders apart, got 'beta-1' twice; leave one out");
    String many = String.join(",", IntStream.range(0, 40).mapToObj(String::valueOf).toList());
    assertThatThrownBy(() -> sweep("seed=" + many, "model.latent.shared=" + many))
        .isInstanceOf(InputException.class)
        .hasMessage("-g must be a grid of at most 1000 runs, got 1600; give fewer values");
    assertThatThrownBy(() -> Sweep.of(DIGITS, List.of(), List.of(), List.of(1L, 1L)))
        .isInstanceOf(InputException.class)
        .hasMessage("seeds must be distinct, at least one, got [1, 1]; write [1, 2, 3]");
  }
}
