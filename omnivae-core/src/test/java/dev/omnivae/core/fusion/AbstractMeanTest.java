package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.testing.OnEngine;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class AbstractMeanTest {
  private static Fusion fusion(String options, int modalities) {
    return Fused.fusion("{'name': 'abstract-mean'" + options + "}", modalities);
  }

  @Test
  void aPairHasTheClosedForm() {
    Tensor raw = Fused.raw(new double[][] {{0}, {2}}, new double[][] {{0}, {Math.log(4)}});

    Posterior q = fusion("", 2).posterior(Fused.experts(raw));

    // golden hoelder.pair.*: the same pair
    assertThat(Fused.location(q, 0, 0)[0]).isCloseTo(0.4, within(1e-9));
    assertThat(Math.exp(Fused.logVariance(q, 0, 0)[0])).isCloseTo(1.6, within(1e-9));
  }

  @Test
  void expertsThatAgreeGiveThemselves() {
    Tensor raw =
        Fused.raw(
            new double[][] {{1, -2}, {1, -2}, {1, -2}}, new double[][] {{0, 1}, {0, 1}, {0, 1}});

    Posterior q = fusion(", 'weights': {'b': 3}", 3).posterior(Fused.experts(raw));

    assertThat(Fused.location(q, 0, 0)).containsExactly(new double[] {1, -2}, within(1e-12));
    assertThat(Fused.logVariance(q, 0, 0)).containsExactly(new double[] {0, 1}, within(1e-12));
  }

  @Test
  void weightsAndPriorAreNormalisedOverWhatIsThere() {
    // precisions 1 and 4 at dimension 0, weights 1 and 2, the prior's 1
    Fusion fusion = fusion(", 'prior': true, 'weights': {'b': 2}", 2);

    Posterior q = fusion.posterior(Fused.experts(Fused.golden(), "11", "01"));

    double all = (1 + 1 + 2 * 4) / 4.0;
    assertThat(Math.exp(-Fused.logVariance(q, 0, 0)[0])).isCloseTo(all, within(1e-12));
    assertThat(Fused.location(q, 0, 0)[0])
        .isCloseTo((1 * 1 + 2 * 4 * 3) / 4.0 / all, within(1e-12));
    double b = (1 + 2 * 4) / 3.0;
    assertThat(Math.exp(-Fused.logVariance(q, 0, 1)[0])).isCloseTo(b, within(1e-12));
    assertThat(Fused.location(q, 0, 1)[0]).isCloseTo(2 * 4 * 3 / 3.0 / b, within(1e-12));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> fusion(", 'weights': {'x': 1}", 2))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("fusion.weights must name modalities, got 'x'; ");
    assertThatThrownBy(() -> fusion(", 'weights': {'a': 0}", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion.weights.a must be a positive number, got 0.0; write 1, as for those not named");
  }
}
