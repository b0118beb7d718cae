package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final int DRAWS = 20_000;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void theSameKeyGivesTheSameDraws() {
    assertThat(draws(Noise.of(1, 0, 5).stream("z"), 7))
        .containsExactly(draws(Noise.of(1, 0, 5).stream("z"), 7));
  }

  @Test
  void anyPartOfTheKeyChangesTheDraws() {
    double[] drawn = draws(Noise.of(1, 2, 3).stream("z"), 4);

    assertThat(draws(Noise.of(2, 2, 3).stream("z"), 4)).isNotEqualTo(drawn);
    assertThat(draws(Noise.of(1, 3, 3).stream("z"), 4)).isNotEqualTo(drawn);
    assertThat(draws(Noise.of(1, 2, 4).stream("z"), 4)).isNotEqualTo(drawn);
    assertThat(draws(Noise.of(1, 2, 3).stream("y"), 4)).isNotEqualTo(drawn);
    assertThat(draws(Noise.of(1, 2, 3), 4)).isNotEqualTo(drawn);
    // exchanged numbers are another key
    assertThat(draws(Noise.of(2, 1, 3).stream("z"), 4)).isNotEqualTo(drawn);
    // and so are exchanged names
    assertThat(draws(Noise.of(1, 2, 3).stream("a").stream("b"), 4))
        .isNotEqualTo(draws(Noise.of(1, 2, 3).stream("b").stream("a"), 4));
  }

  @Test
  void aCallContinuesItsStreamAndAStreamOpenedAgainStartsAgain() {
    Noise noise = Noise.of(1, 0, 0).stream("z");

    double[] first = draws(noise, 20);
    double[] second = draws(noise, 20);

    assertThat(second).isNotEqualTo(first);
    assertThat(draws(Noise.of(1, 0, 0).stream("z"), 20)).containsExactly(first);
  }

  @Test
  void aStreamIsUntouchedByWhatOthersDraw() {
    // given a step in which another stream was drawn from, another number of times
    Noise step = Noise.of(1, 0, 9);
    draws(step.stream("dropout"), 1000);

    // then a resumed run, knowing only its counters, draws the same
    assertThat(draws(step.stream("z"), 8)).containsExactly(draws(Noise.of(1, 0, 9).stream("z"), 8));
  }

  @Test
  void streamsAreIndependentOfEachOtherAndOfTheNextStep() {
    double[] z = draws(Noise.of(1, 0, 0).stream("z"), DRAWS);
    double[] y = draws(Noise.of(1, 0, 0).stream("y"), DRAWS);
    double[] next = draws(Noise.of(1, 0, 1).stream("z"), DRAWS);

    // Five standard errors of a correlation of independent draws.
    double bound = 5 / Math.sqrt(DRAWS);
    assertThat(correlation(z, y)).isCloseTo(0, within(bound));
    assertThat(correlation(z, next)).isCloseTo(0, within(bound));
  }

  @Test
  void normalDrawsAreStandardNormalAndUniformOnesFillTheUnitInterval() {
    double[] normal = draws(Noise.of(3, 0, 0), DRAWS);
    double[] uniform;
    try (Scope scope = Scope.open()) {
      uniform = Tensors.doubles(Noise.of(3, 0, 0).uniform(like(ScalarType.Double), DRAWS));
    }

    // Five standard errors each: 1/sqrt(n) of a mean, sqrt(2/n) of a variance.
    assertThat(mean(normal)).isCloseTo(0, within(5 / Math.sqrt(DRAWS)));
    assertThat(correlation(normal, normal)).isCloseTo(1, within(1e-12));
    assertThat(variance(normal)).isCloseTo(1, within(5 * Math.sqrt(2.0 / DRAWS)));
    assertThat(mean(uniform)).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / DRAWS)));
    assertThat(Arrays.stream(uniform).min().orElseThrow()).isBetween(0.0, 0.001);
    assertThat(Arrays.stream(uniform).max().orElseThrow()).isBetween(0.999, 1.0);
  }

  @Test
  void drawsHaveTheElementTypeOfTheirModelAndTheShapeAskedFor() {
    try (Scope scope = Scope.open()) {
      Tensor drawn = Noise.of(1, 0, 0).normal(like(ScalarType.Double), 2, 3, 4);

      assertThat(drawn.scalar_type().intern()).isEqualTo(ScalarType.Double);
      assertThat(Tensors.shape(drawn)).containsExactly(2, 3, 4);
    }
  }

  @Test
  void aStreamFirstDrawnFromInANestedScopeGoesOnAfterIt() {
    try (Scope step = Scope.open()) {
      Noise noise = Noise.of(1, 0, 0).stream("z");
      double[] first;
      try (Scope nested = Scope.open()) {
        first = draws(noise, 5);
      }

      double[] both = draws(Noise.of(1, 0, 0).stream("z"), 5);
      assertThat(first).containsExactly(both);
      assertThat(draws(noise, 5)).doesNotContain(first);
    }
  }

  @Test
  void noiseDrawnAfterItsScopeSaysSo() {
    Noise noise;
    try (Scope scope = Scope.open()) {
      noise = Noise.of(1, 0, 0);
      draws(noise, 1);
    }

    assertThatThrownBy(() -> draws(noise, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "noise must be drawn before the scope it was made in closes, got a closed scope; make"
                + " it outside");
  }

  private static double[] draws(Noise noise, int count) {
    try (Scope scope = Scope.open()) {
      return Tensors.doubles(noise.normal(like(ScalarType.Float), count));
    }
  }

  private static Tensor like(ScalarType type) {
    return Tensors.zeros(type, 1);
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  private static double correlation(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum / x.length / Math.sqrt(variance(x) * variance(y));
  }
}
