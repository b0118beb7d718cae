package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class JointEncoderTest {
  private static Fusion fusion(String options, ParameterStore store) {
    return Fused.fusion("{'name': 'joint-encoder'" + options + "}", 2, 2, "normal", store);
  }

  @Test
  void theFullSetIsThePerceptronOfAllFeatures() {
    // given features (1, -2) and (3, 0.5), one hidden layer of two, every parameter set
    ParameterStore store = new ParameterStore();
    Fusion fusion = fusion(", 'hidden': [2]", store);
    Toy.allocate(store, 1);
    double[] fc = {0.5, 0, 1, 0, -1, 1, 0, 2};
    double[] bias = {0.25, -0.5};
    double[] heads = {1, 2, 0, 1, 1, 0, 3, 1};
    double[] headBias = {0.1, 0.2, 0.3, 0.4};
    double[] flat = new double[22];
    System.arraycopy(fc, 0, flat, 0, 8);
    System.arraycopy(bias, 0, flat, 8, 2);
    System.arraycopy(heads, 0, flat, 10, 8);
    System.arraycopy(headBias, 0, flat, 18, 4);
    Toy.set(store, flat);

    Posterior q = fusion.posterior(Fused.experts(Fused.golden()));

    // h = relu(0.5 + 3 + 0.25, -1 - 2 + 1 - 0.5) = (3.75, 0)
    assertThat(Fused.location(q, 0, 0)).containsExactly(3.75 + 0.1, 0.2);
    assertThat(Fused.logVariance(q, 0, 0)).containsExactly(3.75 + 0.3, 3 * 3.75 + 0.4);
  }

  @Test
  void properSubsetsAndIncompleteSamplesAreProductsWithoutPrior() {
    ParameterStore store = new ParameterStore();
    Fusion fusion = fusion("", store);
    Toy.allocate(store, 1);
    Subsets subsets = Subsets.singletons(2).and(Subsets.full(2));

    Posterior q = fusion.posterior(Fused.experts(Fused.golden(), "11", "01"), subsets);

    assertThat(Fused.location(q, 0, 0)).containsExactly(Fused.MEANS[0]);
    assertThat(Fused.location(q, 2, 0)).isNotEqualTo(Fused.MEANS[1]);
    assertThat(Fused.location(q, 2, 1)).containsExactly(Fused.MEANS[1]);
    assertThat(Fused.logVariance(q, 2, 1)).containsExactly(Fused.LOG_VARIANCES[1]);
    assertThat(Fused.weights(q, 1)).containsExactly(0, 0.5, 0.5);
  }

  @Test
  void incompleteSamplesTrainNoJointNetwork() {
    ParameterStore store = new ParameterStore();
    Fusion fusion = fusion("", store);
    Toy.allocate(store, 1);
    Tensor raw = Fused.golden().requires_grad_(true);

    Tensor z = fusion.posterior(Fused.experts(raw, "01", "10")).components().mean();
    z.square().sum().backward();

    assertThat(Toy.gradient(store, "fusion")).isZero();
    assertThat(Tensors.doubles(raw.grad())).doesNotContain(Double.NaN);
    assertThat(Tensors.item(raw.grad().abs().sum())).isPositive();
  }

  @Test
  void completeSamplesTrainTheJointNetworkAndNoUnimodalHead() {
    ParameterStore store = new ParameterStore();
    Fusion fusion = fusion("", store);
    Toy.allocate(store, 1);
    Tensor raw = Fused.golden().requires_grad_(true);

    fusion.posterior(Fused.experts(raw)).factorised().standardDeviation().sum().backward();

    assertThat(Toy.gradient(store, "fusion")).isPositive();
    // log variances of the unimodal experts; their means are the features here
    assertThat(Tensors.item(raw.grad().select(1, 1).abs().sum())).isZero();
    assertThat(Tensors.item(raw.grad().select(1, 0).abs().sum())).isPositive();
  }

  @Test
  void badSettingsAreOneLine() {
    ParameterStore store = new ParameterStore();
    assertThatThrownBy(() -> fusion(", 'hidden': [0]", store))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion: hidden must be widths of at least 1, got [0]; write hidden: [512, 512]");
    assertThatThrownBy(() -> fusion(", 'activation': 'rel'", store))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("activation must be a known name, got 'rel'; did you mean 'relu'?");
  }
}
