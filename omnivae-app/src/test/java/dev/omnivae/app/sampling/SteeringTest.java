package dev.omnivae.app.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Standardisation;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SteeringTest {
  private static final List<Standardisation> BOTH =
      List.of(new Standardisation("width_px", 20, 4), new Standardisation("height_px", 50, 10));

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void whatIsSetIsStandardisedAndTheRestStaysEachSamplesOwn() {
    try (Scope scope = Scope.open()) {
      Steering steering =
          Steering.parse(List.of("height_px=60"), BOTH, List.of("width_px", "height_px"));
      Tensor own = Tensors.of(new float[] {0.5f, -1, 2, 3}, 2, 2);

      Tensor steered = Objects.requireNonNull(steering.steer(own));

      assertThat(Tensors.floats(steered)).containsExactly(0.5f, 1, 2, 1);
      assertThat(Tensors.floats(own)).containsExactly(0.5f, -1, 2, 3); // a copy
    }
  }

  @Test
  void aModelWithoutConditionsCannotBeSteered() {
    assertThatThrownBy(() -> Steering.parse(List.of("width_px=3"), BOTH, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--condition must name conditions the model was trained with, got 'width_px'; it has"
                + " none: train with model.condition");
    assertThatThrownBy(
            () -> Steering.parse(List.of("width_px"), BOTH, List.of("width_px", "height_px")))
        .hasMessage("--condition width_px must be a number, got ''; write --condition width_px=24");
    assertThatThrownBy(
            () -> Steering.parse(List.of("width_px=NaN"), BOTH, List.of("width_px", "height_px")))
        .hasMessage(
            "--condition width_px must be a number, got 'NaN'; write --condition width_px=24");
  }
}
