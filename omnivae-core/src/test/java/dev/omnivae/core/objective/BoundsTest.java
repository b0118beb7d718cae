package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.testing.OnEngine;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Golden values were worked out in float64 by another program. */
@OnEngine
final class BoundsTest {
  // rows are draws here, columns components: (draw, component, batch)
  private static final double[] LOG_WEIGHTS = {-3, -5, -1, -4, -2, -4.5};
  private static final DrawCounts THREE = DrawCounts.of(3, 3);

  private static Tensor w() {
    return Tensors.of(LOG_WEIGHTS, 3, 2, 1);
  }

  private static Tensor half() {
    return Tensors.of(new double[] {Math.log(0.5), Math.log(0.5)}, 2, 1);
  }

  private static Tensor onlyFirst() {
    return Tensors.of(new double[] {0, Double.NEGATIVE_INFINITY}, 2, 1);
  }

  @Test
  void looserAndTightMeetTheGoldenValues() {
    assertThat(Tensors.item(Bounds.looser(w(), THREE, half())))
        .isCloseTo(-3.054674471125052, within(1e-9));
    assertThat(Tensors.item(Bounds.tight(w(), THREE, half())))
        .isCloseTo(-2.3208095284469943, within(1e-9));
  }

  @Test
  void surrogatesMeetTheGoldenValues() {
    Tensor looser = Bounds.normalised(w(), THREE, half(), false);
    Tensor tight = Bounds.normalised(w(), THREE, half(), true);

    assertThat(Tensors.item(Bounds.surrogate(w(), looser, half(), false)))
        .isCloseTo(-2.8823556417403275, within(1e-9));
    assertThat(Tensors.item(Bounds.surrogate(w(), tight, half(), true)))
        .isCloseTo(-1.603718804954548, within(1e-9));
    assertThat(Tensors.doubles(looser.select(1, 0)))
        .containsExactly(new double[] {0.0900305732, 0.6652409558, 0.2447284711}, within(1e-9));
  }

  @Test
  void absentComponentAddsNothing() {
    double alone =
        Tensors.item(Bounds.looser(w().narrow(1, 0, 1), DrawCounts.of(3), half().narrow(0, 0, 1)))
            / 0.5;

    assertThat(Tensors.item(Bounds.looser(w(), THREE, onlyFirst())))
        .isCloseTo(alone, within(1e-12));
    assertThat(Tensors.item(Bounds.tight(w(), THREE, onlyFirst()))).isCloseTo(alone, within(1e-12));
    assertThat(Tensors.doubles(Bounds.normalised(w(), THREE, onlyFirst(), true).select(1, 1)))
        .containsOnly(0.0);
  }

  @Test
  void absentComponentKeepsItsInfinitiesToItself() {
    // given weights of an absent component that overflowed
    double[] values = {-3, Double.POSITIVE_INFINITY};
    Function<Tensor, Tensor> f = v -> Bounds.overComponents(v.view(2, 1), onlyFirst()).sum();

    try (Scope inner = Scope.open()) {
      Tensor v = Tensors.of(values, 2).requires_grad_(true);
      Tensor sum = f.apply(v);
      assertThat(Tensors.item(sum)).isEqualTo(-3);
    }
  }

  @Test
  void drawsBeyondAComponentsCountDoNotCount() {
    // given three draws of the first component, one of the second
    DrawCounts counts = DrawCounts.of(3, 1);

    double looser = Tensors.item(Bounds.looser(w(), counts, half()));

    double first = Math.log((Math.exp(-3) + Math.exp(-1) + Math.exp(-2)) / 3);
    assertThat(looser).isCloseTo((first - 5) / 2, within(1e-12));
    assertThat(Tensors.doubles(Bounds.normalised(w(), counts, half(), false).select(1, 1)))
        .containsExactly(1, 0, 0);
  }

  @Test
  void stratifiedDiagonalIsTheConstantOne() {
    Tensor raw = Tensors.of(new double[] {0.3, -0.2, 0.9, 0.4}, 2, 1, 2).requires_grad_(true);
    Posterior q =
        new Posterior(
            LatentFamilies.of("normal", "exp").of(raw),
            Tensors.of(new double[] {Math.log(0.5), Math.log(0.5)}, 2, 1),
            Subsets.singletons(2));
    Tensor codes = Tensors.of(new double[] {0.1, 0.7}, 1, 2, 1, 1);
    Draws z = new Draws(codes, Map.of(), Map.of(), Map.of(), Map.of());

    Tensor weights = Bounds.stratifiedWeights(q, z); // (r, draw, d, batch)
    weights.diagonal(0, 0, 2).sum().backward();

    double[] value = Tensors.doubles(weights);
    assertThat(value[0]).isEqualTo(1);
    assertThat(value[3]).isEqualTo(1);
    // no score-function gradient through the diagonal
    assertThat(Tensors.doubles(raw.grad())).containsOnly(0.0);
    double logRatio = logNormal(0.7, 0.3, -0.2) - logNormal(0.7, 0.9, 0.4);
    assertThat(value[1]).isCloseTo(Math.exp(logRatio), within(1e-12));
  }

  private static double logNormal(double x, double mean, double logVar) {
    double d = x - mean;
    return -0.5 * (d * d / Math.exp(logVar) + logVar + Math.log(2 * Math.PI));
  }

  @Test
  void stratifiedWeightsOfAbsentComponentsAreZero() {
    Tensor raw = Tensors.of(new double[] {0.3, -0.2, 0.9, 0.4}, 2, 1, 2);
    Posterior q =
        new Posterior(
            LatentFamilies.of("normal", "exp").of(raw), onlyFirst(), Subsets.singletons(2));
    Tensor codes = Tensors.of(new double[] {0.1, 0.7}, 1, 2, 1, 1);

    Tensor weights =
        Bounds.stratifiedWeights(q, new Draws(codes, Map.of(), Map.of(), Map.of(), Map.of()));

    assertThat(Tensors.doubles(weights)).containsExactly(1, 0, 0, 0);
  }
}
