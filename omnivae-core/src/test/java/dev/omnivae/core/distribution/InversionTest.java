package dev.omnivae.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.FixedNoise;
import dev.omnivae.core.testing.RoundedWeights;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class InversionTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void theComponentIsTheFirstWhoseCumulativeWeightExceedsU() {
    try (Scope scope = Scope.open()) {
      Tensor weights = Tensors.of(new double[] {0.25, 0.5, 0.25}, 3);
      Tensor u = Tensors.of(new double[] {0, 0.2, 0.25, 0.7, 0.75, FixedNoise.LARGEST}, 6);

      assertThat(Tensors.longs(Inversion.component(weights, u))).containsExactly(0, 0, 1, 1, 2, 2);
    }
  }

  @Test
  void everySampleHasItsOwnWeightsAndAbsentComponentsAreSkipped() {
    try (Scope scope = Scope.open()) {
      // (component, batch): absent are the first of one sample, the second of the other
      Tensor weights = Tensors.of(new double[] {0, 0.5, 0.5, 0, 0.5, 0.5}, 3, 2);
      Tensor u = Tensors.of(new double[] {0, 0, 0.5, 0.5}, 2, 2);

      Tensor index = Inversion.component(weights, u);

      assertThat(Tensors.shape(index)).containsExactly(2, 2);
      assertThat(Tensors.longs(index)).containsExactly(1, 0, 2, 2);
    }
  }

  @Test
  void roundingNeverReachesAnAbsentComponent() {
    try (Scope scope = Scope.open()) {
      Tensor weights = RoundedWeights.log().exp();
      // given a sum that u does not stay below
      assertThat(Tensors.item(weights.cumsum(0).select(0, RoundedWeights.PRESENT)))
          .isLessThanOrEqualTo(FixedNoise.LARGEST);

      Tensor u = Tensors.of(new double[] {FixedNoise.LARGEST}, 1);

      assertThat(Tensors.longs(Inversion.component(weights, u)))
          .containsExactly(RoundedWeights.PRESENT - 1);
    }
  }
}
