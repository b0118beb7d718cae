package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Bernoulli;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** An autoencoder is an ELBO whose codes are points. */
@OnEngine
final class AutoencoderTest {
  private static final double ROUNDING = 1e-12;

  private static Run run(String json) {
    return new Run(
        store -> Toy.plain().withFamily("point").withLikelihood("normal").model(store, "a"), json);
  }

  @Test
  void onlyReconstructionIsLeftOfTheElbo() {
    Run run = run("{'name': 'elbo'}");
    Batch batch = Toy.batch(4, 2, "a");

    assertThat(run.log(batch, 3, "kl.a")).isZero();
    assertThat(run.value(batch, 3))
        .isCloseTo(-run.log(batch, 3, "log_likelihood.a"), within(ROUNDING));
    assertThat(run.value(batch, 4)).as("nothing is drawn").isEqualTo(run.value(batch, 3));
  }

  @Test
  void gradientMeetsCentralDifferences() {
    run("{'name': 'elbo', 'draws': 2}").checkGradient(Toy.batch(3, 5, "a"), 7);
  }

  @Test
  void whatNeedsADensityIsRefusedInOneLine() {
    Run run = run("{'name': 'iwae', 'draws': 2}");

    assertThatThrownBy(() -> run.value(Toy.batch(3, 5, "a"), 7))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.family must be one with a density, for importance weights and bounds of"
                + " the likelihood, got 'point'; write family: normal, or leave out the objective"
                + " or metric that asks for it");
  }

  /** The sigmoid's slope cancels; a loss that multiplies by it learns slowly where it is wrong. */
  @Test
  void theOutputGradientOfABernoulliLossIsReconstructionMinusInput() {
    double[] logits = {-4, -0.5, 0.25, 3, 6};
    double[] x = {1, 0.2, 0, 1, 0};
    double[] expected = new double[5];
    for (int i = 0; i < 5; i++) {
      expected[i] = 1 / (1 + Math.exp(-logits[i])) - x[i];
    }
    Tensor data = Tensors.of(x, 5);

    double[] gradient =
        Gradients.of(raw -> Bernoulli.ofLogits(raw, 1).logProb(data).neg(), logits, 5);

    assertThat(gradient).containsExactly(expected, within(ROUNDING));
    // 1e-7: the error of central differences at h = 1e-5
    Gradients.check(raw -> Bernoulli.ofLogits(raw, 1).logProb(data).neg(), 1e-7, logits, 5);
  }
}
