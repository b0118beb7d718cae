package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Divergences;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class ProductTest {
  private static final Fusion PLAIN = new Product(false);
  private static final Fusion WITH_PRIOR = new Product(true);
  private static final Fusion SEVERAL = new Product(Product.PriorExpert.SEVERAL);

  @ParameterizedTest
  @CsvSource({
    "false, Double, 1e-9, 2.6, 0.0, -1.6094379124341003, -0.22314355131420976",
    "true, Double, 1e-9, 2.1666666666666665, 0.0, -1.791759469228055, -0.8109302162163288",
    "false, Float, 1e-5, 2.6, 0.0, -1.6094379124341003, -0.22314355131420976",
    "true, Float, 1e-5, 2.1666666666666665, 0.0, -1.791759469228055, -0.8109302162163288",
  })
  void closedForm(
      boolean prior, ScalarType type, double error, double m0, double m1, double v0, double v1) {
    Posterior q = new Product(prior).posterior(Fused.experts(Fused.golden().to(type)));

    assertThat(Fused.location(q, 0, 0)).containsExactly(new double[] {m0, m1}, within(error));
    assertThat(Fused.logVariance(q, 0, 0)).containsExactly(new double[] {v0, v1}, within(error));
    assertThat(Fused.weights(q, 0)).containsExactly(1);
  }

  @Test
  void divergencesOfTheProductAreTheClosedForms() {
    Experts experts = Fused.experts(Fused.golden());
    Normal joint = (Normal) PLAIN.posterior(experts).components();
    Normal standard =
        (Normal) LatentFamilies.of("normal", null).standard(2, Tensors.of(new double[] {0}, 1));

    // golden kl.joint.standard and kl.joint.experts.sum
    Tensor toPrior = Divergences.kl(joint, standard, Noise.of(0, 0, 0), 1);
    Tensor toExperts = Divergences.kl(joint, experts.shared(), Noise.of(0, 0, 0), 1);
    assertThat(Tensors.item(toPrior)).isCloseTo(3.796290731874155, within(1e-9));
    assertThat(Tensors.item(toExperts.sum())).isCloseTo(3.0575814637483107, within(1e-9));
  }

  @Test
  void oneExpertAloneIsItself() {
    Posterior q = PLAIN.posterior(Fused.experts(Fused.golden()), Subsets.singletons(2));

    for (int m = 0; m < 2; m++) {
      assertThat(Fused.location(q, m, 0)).containsExactly(Fused.MEANS[m]);
      assertThat(Fused.logVariance(q, m, 0)).containsExactly(Fused.LOG_VARIANCES[m]);
    }
    assertThat(Fused.weights(q, 0)).containsExactly(new double[] {0.5, 0.5}, within(1e-15));
  }

  @Test
  void missingExpertsHavePrecisionZero() {
    Experts experts = Fused.experts(Fused.golden(), "11", "10", "01", "00");
    Subsets both = Subsets.full(2).and(Subsets.singletons(2));

    Posterior joint = PLAIN.posterior(experts);
    Posterior withPrior = WITH_PRIOR.posterior(experts);
    Posterior all = PLAIN.posterior(experts, both);

    assertThat(Fused.location(joint, 0, 0)).containsExactly(new double[] {2.6, 0}, within(1e-12));
    assertThat(Fused.location(joint, 0, 1)).containsExactly(Fused.MEANS[0]);
    assertThat(Fused.logVariance(joint, 0, 2)).containsExactly(Fused.LOG_VARIANCES[1]);
    // the product of nobody is the prior, with or without it as an expert
    assertThat(Fused.location(joint, 0, 3)).containsExactly(0, 0);
    assertThat(Fused.logVariance(joint, 0, 3)).containsExactly(0, 0);
    assertThat(Fused.logVariance(withPrior, 0, 3)).containsExactly(0, 0);
    // precisions 1 and 1/4 beside the prior's 1
    assertThat(Fused.location(withPrior, 0, 1))
        .containsExactly(new double[] {0.5, -0.4}, within(1e-12));
    // a subset without any of its members weighs nothing
    assertThat(Fused.weights(all, 1)).containsExactly(new double[] {0.5, 0.5, 0}, within(1e-15));
    assertThat(Fused.weights(all, 2)).containsExactly(new double[] {0.5, 0, 0.5}, within(1e-15));
  }

  @Test
  void thePriorMayCountBesideSeveralExpertsOnly() {
    Experts experts = Fused.experts(Fused.golden(), "11", "10", "00");
    Subsets subsets = Subsets.full(2).and(Subsets.singletons(2));

    Posterior q = SEVERAL.posterior(experts, subsets);
    Posterior complete = SEVERAL.posterior(Fused.experts(Fused.golden()), subsets);

    for (Posterior p : new Posterior[] {q, complete}) {
      // golden poe with the prior
      assertThat(Fused.location(p, 0, 0))
          .containsExactly(new double[] {2.1666666666666665, 0}, within(1e-9));
      assertThat(Fused.logVariance(p, 0, 0))
          .containsExactly(new double[] {-1.791759469228055, -0.8109302162163288}, within(1e-9));
      assertThat(Fused.location(p, 2, 0)).containsExactly(Fused.MEANS[1]);
    }
    // alone: because nobody else is in the subset, or because nobody else is there
    assertThat(Fused.location(q, 0, 1)).containsExactly(Fused.MEANS[0]);
    assertThat(Fused.logVariance(q, 0, 1)).containsExactly(Fused.LOG_VARIANCES[0]);
    assertThat(Fused.location(q, 1, 1)).containsExactly(Fused.MEANS[0]);
    assertThat(Fused.logVariance(q, 0, 2)).containsExactly(0, 0);
  }

  @Test
  void extremePrecisionsStayFinite() {
    // log variances whose precisions overflow float32, and underflow it, side by side
    double[][] means = {{3, 3}, {-1, -1}};
    double[][] logVariances = {{-170, 170}, {170, 170}};
    Tensor raw = Fused.raw(means, logVariances).to(ScalarType.Float);

    Posterior q = PLAIN.posterior(Fused.experts(raw));

    // logarithms around 170 are exact to 1e-5 in float32, and so are the shares of precision
    assertThat(Fused.location(q, 0, 0)).containsExactly(new double[] {3, 1}, within(1e-4));
    // half the variance of two equally vague experts
    assertThat(Fused.logVariance(q, 0, 0))
        .containsExactly(new double[] {-170, 170 - Math.log(2)}, within(1e-4));
  }

  @Test
  void gradientMeetsCentralDifferences() {
    double[] at = {1, -2, 0.3, 1.2, 3, 0.5, -1.1, 0.2, -0.7, 0.1, 0.4, -0.3};
    for (Fusion fusion : new Fusion[] {PLAIN, WITH_PRIOR, SEVERAL}) {
      Gradients.check(
          raw -> {
            Experts experts = Fused.experts(raw, "111", "101", "010");
            Posterior q = fusion.posterior(experts, Subsets.powerset(3));
            Normal c = (Normal) q.components();
            return c.location().sin().sum().add(c.logScale().square().sum());
          },
          1e-8, // central differences err by about 1e-10 on values of order 10
          at,
          3,
          2,
          2);
    }
  }

  @Test
  void absentExpertsGetNoGradientWhateverTheyHold() {
    double nan = Double.NaN;
    double[] at = {1, -2, 0.3, 1.2, nan, 0.5, Double.POSITIVE_INFINITY, 0.2};

    double[] gradient =
        Gradients.of(
            raw -> {
              Experts experts = Fused.experts(raw, "10");
              Normal c = (Normal) PLAIN.posterior(experts, Subsets.powerset(2)).components();
              return c.location().sum().add(c.logScale().sum());
            },
            at,
            2,
            2,
            2);

    // subsets {a} and {a, b} are expert a, {b} is nobody
    assertThat(gradient).containsExactly(2, 2, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(
            () -> Fused.fusion("{'name': 'product'}", 2, 2, "laplace", new ParameterStore()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.family must be normal where experts are multiplied, got laplace; write"
                + " family: normal, or fusion: mixture");
    assertThatThrownBy(() -> Fused.fusion("{'name': 'product', 'priors': true}", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion must be a known key, got 'priors'; did you mean 'prior'? choices: name,"
                + " prior");
  }
}
