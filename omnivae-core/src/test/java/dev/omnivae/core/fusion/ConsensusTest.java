package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Jacobians;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class ConsensusTest {
  private static final double[][] MEANS = {{1, -2}, {3, 0.5}, {-0.4, 0.7}};
  private static final double[][] LOG_VARIANCES = {{0, 1.4}, {-1.4, 0}, {0.3, -0.6}};

  private static Fusion equal(int modalities, double correlation) {
    return new Consensus(Subsets.powerset(modalities), correlation, null);
  }

  private static Experts three(String... there) {
    return Fused.experts(Fused.raw(MEANS, LOG_VARIANCES), there);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.4, 0.9})
  void everySubsetIsTheInverseCovarianceWrittenOut(double correlation) {
    Posterior q = equal(3, correlation).posterior(three());

    for (int c = 0; c < 7; c++) {
      for (int i = 0; i < 2; i++) {
        double[] expected = consensus(q.subsets().members().get(c), i, correlation);
        assertThat(Fused.location(q, c, 0)[i]).isCloseTo(expected[0], within(1e-12));
        assertThat(Fused.logVariance(q, c, 0)[i]).isCloseTo(expected[1], within(1e-12));
      }
    }
  }

  /** Mean and log variance by Cramer's rule on Σ v = 1. */
  private static double[] consensus(
      java.util.List<Integer> members, int dimension, double correlation) {
    int n = members.size();
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double both =
            LOG_VARIANCES[members.get(i)][dimension] + LOG_VARIANCES[members.get(j)][dimension];
        covariance[i][j] = (i == j ? 1 : correlation) * Math.exp(0.5 * both);
      }
    }
    double precision = 0;
    double mean = 0;
    for (int m = 0; m < n; m++) {
      double[][] replaced = new double[n][];
      for (int i = 0; i < n; i++) {
        replaced[i] = covariance[i].clone();
        replaced[i][m] = 1;
      }
      double v = Jacobians.determinant(replaced) / Jacobians.determinant(covariance);
      precision += v;
      mean += v * MEANS[members.get(m)][dimension];
    }
    return new double[] {mean / precision, -Math.log(precision)};
  }

  @Test
  void withoutCorrelationItIsTheProduct() {
    for (String there : new String[] {"111", "101", "010", "000"}) {
      Posterior q = equal(3, 0).posterior(three(there));
      Posterior product = new Product(false).posterior(three(there), Subsets.powerset(3));

      for (int c = 0; c < 7; c++) {
        assertThat(Fused.location(q, c, 0))
            .containsExactly(Fused.location(product, c, 0), within(1e-14));
        assertThat(Fused.logVariance(q, c, 0))
            .containsExactly(Fused.logVariance(product, c, 0), within(1e-14));
      }
    }
  }

  @Test
  void expertsThatRepeatEachOtherDoNotCountTwice() {
    double[][] means = {{2}, {2}, {2}};
    double[][] logVariances = {{Math.log(3)}, {Math.log(3)}, {Math.log(3)}};

    Posterior q = equal(3, 0.4).posterior(Fused.experts(Fused.raw(means, logVariances)));

    // the variance of a mean of n equally correlated errors: σ² (1 + (n - 1) ρ) / n
    assertThat(Fused.location(q, 6, 0)[0]).isCloseTo(2, within(1e-12));
    assertThat(Math.exp(Fused.logVariance(q, 6, 0)[0])).isCloseTo(3 * 1.8 / 3, within(1e-12));
    assertThat(Math.exp(Fused.logVariance(q, 2, 0)[0])).isCloseTo(3 * 1.4 / 2, within(1e-12));
    assertThat(Math.exp(Fused.logVariance(q, 0, 0)[0])).isCloseTo(3, within(1e-12));
  }

  @Test
  void aMuchSurerExpertGivesTheOtherANegativeShare() {
    double[][] means = {{0}, {1}};
    double[][] logVariances = {{0}, {2 * Math.log(5)}}; // standard deviations 1 and 5, 1/5 < 0.4

    Posterior q = equal(2, 0.4).posterior(Fused.experts(Fused.raw(means, logVariances)));

    // v = (25 - 2, 1 - 2) / det up to a factor
    assertThat(Fused.location(q, 2, 0)[0]).isCloseTo(-1.0 / 22, within(1e-12));
  }

  @Test
  void extremePrecisionsStayFinite() {
    double[][] means = {{3, 3}, {-1, -1}};
    double[][] logVariances = {{-170, 170}, {170, 170}};
    Tensor raw = Fused.raw(means, logVariances).to(ScalarType.Float);

    Posterior q = equal(2, 0.4).posterior(Fused.experts(raw));

    // beside an expert without precision, the surer one: v = s² / (1 - ρ²) exactly
    assertThat(Fused.location(q, 2, 0)).containsExactly(new double[] {3, 1}, within(1e-4));
    assertThat(Fused.logVariance(q, 2, 0))
        .containsExactly(
            new double[] {-170 + Math.log(1 - 0.16), 170 + Math.log(0.7)}, within(1e-4));
  }

  @Test
  void gradientMeetsCentralDifferences() {
    double[] at = {1, -2, 0.3, 1.2, 3, 0.5, -1.1, 0.2, -0.7, 0.1, 0.4, -0.3};
    Gradients.check(
        raw -> {
          Experts experts = Fused.experts(raw, "111", "101", "010");
          Normal c = (Normal) equal(3, 0.4).posterior(experts).components();
          return c.location().sin().sum().add(c.logScale().square().sum());
        },
        1e-8, // central differences err by about 1e-10 on values of order 10
        at,
        3,
        2,
        2);
  }

  @Test
  void absentExpertsGetNoGradientWhateverTheyHold() {
    double nan = Double.NaN;
    double[] at = {1, -2, 0.3, 1.2, nan, 0.5, Double.POSITIVE_INFINITY, 0.2};

    double[] gradient =
        Gradients.of(
            raw -> {
              Normal c = (Normal) equal(2, 0.4).posterior(Fused.experts(raw, "10")).components();
              return c.location().sum().add(c.logScale().sum());
            },
            at,
            2,
            2,
            2);

    // subsets {a} and {a, b} are expert a, {b} is nobody
    assertThat(gradient).containsExactly(new double[] {2, 2, 1, 1, 0, 0, 0, 0}, within(1e-12));
  }

  @Test
  void learnedWeightsAreSharedOutAmongTheSubsetsThatAreThere() {
    ParameterStore store = new ParameterStore();
    Fusion fusion = Fused.fusion("{'name': 'consensus'}", 2, 2, "normal", store);
    Toy.allocate(store, 1);
    double[] w = {0.5, -1, 2}; // of a, b, both
    try (NoGrad off = NoGrad.open()) {
      Toy.parameter(store, "fusion.weights").tensor().copy_(Tensors.of(w, 3));
    }
    double sum = Math.exp(w[0]) + Math.exp(w[1]) + Math.exp(w[2]);

    Posterior q = fusion.posterior(Fused.experts(Fused.golden(), "11", "10", "01", "00"));
    Posterior complete = fusion.posterior(Fused.experts(Fused.golden()));

    double[] all = {Math.exp(w[0]) / sum, Math.exp(w[1]) / sum, Math.exp(w[2]) / sum};
    assertThat(Fused.weights(complete, 0)).containsExactly(all, within(1e-12));
    assertThat(Fused.weights(q, 0)).containsExactly(all, within(1e-12));
    // both without b is a again, and counts once
    assertThat(Fused.weights(q, 1)).containsExactly(1, 0, 0);
    assertThat(Fused.weights(q, 2)).containsExactly(0, 1, 0);
    assertThat(Fused.weights(q, 3)).containsExactly(all, within(1e-12));
    // others than its own weigh the same
    Posterior some = fusion.posterior(Fused.experts(Fused.golden()), Subsets.singletons(2));
    assertThat(Fused.weights(some, 0)).containsExactly(new double[] {0.5, 0.5}, within(1e-12));
  }

  @Test
  void learnedWeightsBeginEqual() {
    ParameterStore store = new ParameterStore();
    Fusion fusion = Fused.fusion("{'name': 'consensus'}", 3, 2, "normal", store);
    Toy.allocate(store, 1);

    assertThat(Fused.weights(fusion.posterior(three()), 0))
        .hasSize(7)
        .containsOnly(new double[] {1.0 / 7}, within(1e-12));
  }

  @Test
  void inferenceIsTheConsensusOfAllThatIsThere() {
    Fusion fusion = equal(3, 0.4);
    Experts experts = three("111", "101", "010");
    Posterior trained = fusion.posterior(experts);

    Posterior q = fusion.inference(experts);

    assertThat(q.subsets()).isEqualTo(Subsets.full(3));
    for (int b = 0; b < 3; b++) {
      assertThat(Fused.weights(q, b)).containsExactly(1);
      assertThat(Fused.location(q, 0, b)).containsExactly(Fused.location(trained, 6, b));
    }
    assertThat(Fused.location(q, 0, 2)).containsExactly(MEANS[1], within(1e-12));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(
            () -> Fused.fusion("{'name': 'consensus'}", 2, 2, "laplace", new ParameterStore()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.family must be normal where experts are multiplied, got laplace; write"
                + " family: normal, or fusion: mixture");
    assertThatThrownBy(() -> Fused.fusion("{'name': 'consensus', 'correlation': 1}", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion: correlation must be from 0 to below 1, got 1.0; write correlation: 0.4");
    assertThatThrownBy(() -> Fused.fusion("{'name': 'consensus', 'weights': 'fixed'}", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion: weights must be learned or equal, got 'fixed'; write weights: learned");
  }
}
