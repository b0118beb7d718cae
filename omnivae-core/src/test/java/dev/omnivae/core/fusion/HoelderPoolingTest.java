package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

@OnEngine
final class HoelderPoolingTest {
  private static final Fusion HOELDER = new HoelderPooling();

  @Test
  void aPairHasTheClosedForm() {
    Tensor raw = Fused.raw(new double[][] {{0}, {2}}, new double[][] {{0}, {Math.log(4)}});

    Posterior q = HOELDER.posterior(Fused.experts(raw));

    // golden hoelder.pair.*
    assertThat(Fused.location(q, 2, 0)[0]).isCloseTo(0.4, within(1e-9));
    assertThat(Math.exp(Fused.logVariance(q, 2, 0)[0])).isCloseTo(1.6, within(1e-9));
    double[] weights = Fused.weights(q, 0);
    assertThat(weights[2] / weights[0] / 2).isCloseTo(0.732295047660785, within(1e-9));
    assertThat(weights[0]).isEqualTo(weights[1]);
    assertThat(weights[0] + weights[1] + weights[2]).isCloseTo(1, within(1e-12));
  }

  @Test
  void isTheSquareOfTheSumOfRoots() {
    // the definition itself, at a few points and up to its constant: q ∝ (Σ √q_j)²
    Tensor raw =
        Fused.raw(
            new double[][] {{1, -2}, {3, 0.5}, {0, 1}},
            new double[][] {{0, 1}, {-1, 0}, {0.5, -0.5}});
    Experts experts = Fused.experts(raw);
    Posterior q = HOELDER.posterior(experts);
    double[] points = {0, 0, 1, -1, 2.5, 0.3, -3, 4};
    Tensor z = Tensors.of(points, 4, 1, 1, 2); // (draw, any, batch, latent)

    Tensor each = experts.shared().map(p -> p.unsqueeze(1)).logProb(z.squeeze(1).unsqueeze(0));
    Tensor definition =
        Tensors.times(Tensors.logSumExp(Tensors.times(each, 0.5), 0), 2).squeeze(-1);
    Tensor pooled = q.logProb(z.expand(4, 6, 1, 2)).select(1, 0).squeeze(-1);

    double[] difference = Tensors.doubles(pooled.sub(definition));
    for (double d : difference) {
      assertThat(d).isCloseTo(difference[0], within(1e-12));
    }
  }

  @Test
  void aPairWithAMissingExpertIsNoComponent() {
    Tensor raw =
        Fused.raw(
            new double[][] {{1, -2}, {3, 0.5}, {0, 1}},
            new double[][] {{0, 1}, {-1, 0}, {0.5, -0.5}});
    Posterior q = HOELDER.posterior(Fused.experts(raw, "101", "010"));
    Tensor two = Fused.raw(new double[][] {{1, -2}, {0, 1}}, new double[][] {{0, 1}, {0.5, -0.5}});
    Posterior ac = HOELDER.posterior(Fused.experts(two));

    // components: a, b, c, ab, ac, bc
    double[] expected = Fused.weights(ac, 0);
    assertThat(Fused.weights(q, 0))
        .containsExactly(
            new double[] {expected[0], 0, expected[1], 0, expected[2], 0}, within(1e-12));
    assertThat(Fused.location(q, 4, 0)).containsExactly(Fused.location(ac, 2, 0), within(1e-12));
    assertThat(Fused.weights(q, 1)).containsExactly(0, 1, 0, 0, 0, 0);
  }

  @Test
  void gradientReachesTheWeightsAndNoAbsentExpert() {
    double[] at = {1, -2, 0.3, 1.2, 0.5, 0.5, -1.1, 0.2, -0.7, 0.1, 0.4, -0.3};

    Gradients.check(HoelderPoolingTest::weighted, 1e-8, at, 3, 2, 2);
    double[] gradient = Gradients.of(HoelderPoolingTest::weighted, at, 3, 2, 2);

    assertThat(gradient[0]).isNotZero();
    // b is missing in both samples
    assertThat(java.util.Arrays.copyOfRange(gradient, 4, 8)).containsOnly(0);
  }

  private static Tensor weighted(Tensor raw) {
    Posterior q = HOELDER.posterior(Fused.experts(raw, "101", "001"));
    Tensor there = q.logWeights().isneginf().logical_not();
    Tensor log = torch.where(there, q.logWeights(), Tensors.scalar(0, q.logWeights()));
    return log.sum();
  }

  @Test
  void otherSubsetsAreRefused() {
    assertThatThrownBy(() -> HOELDER.posterior(Fused.experts(Fused.golden()), Subsets.full(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Hoelder pooling has the modalities and their pairs as components, got [[0, 1]]");
  }
}
