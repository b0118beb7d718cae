package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Priors;
import dev.omnivae.core.testing.Toy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The explicit expectation over clusters, and that it loses nothing. */
@OnEngine
final class CmvaeTest {
  private static final String MIXTURE = "{'kind': 'mixture', 'clusters': 3, 'scales': 'learned'}";

  private static Run run(String prior, String objective) {
    return new Run(store -> Priors.vae(prior, store), objective);
  }

  @Test
  void theExpectationIsWrittenOut() {
    double[] logJoint = {-1.2, -7, -0.3, -2.5, -4, -0.1}; // (cluster = 3, draw = 2)

    double[] expected = Tensors.doubles(Cmvae.expected(Tensors.of(logJoint, 3, 2)));

    for (int k = 0; k < 2; k++) {
      double total = 0;
      for (int c = 0; c < 3; c++) {
        total += Math.exp(logJoint[2 * c + k]);
      }
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        double q = Math.exp(logJoint[2 * c + k]) / total;
        sum += q * (logJoint[2 * c + k] - Math.log(q));
      }
      assertThat(expected[k]).isCloseTo(sum, within(1e-12));
    }
  }

  @Test
  void aClusterOfVanishingWeightDoesNoHarm() {
    double[] logJoint = {-1.2, -2000, -0.3};
    assertThat(Tensors.item(Cmvae.expected(Tensors.of(logJoint, 3))))
        .isCloseTo(Math.log(Math.exp(-1.2) + Math.exp(-0.3)), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iwae", "dreg"})
  void nothingIsLostAgainstTheMarginalOfTheMixture(String estimator) {
    String options = "'draws': 2, 'estimator': '%s'}".formatted(estimator);
    Run cmvae = run(MIXTURE, "{'name': 'cmvae', " + options);
    Run plus = run(MIXTURE, "{'name': 'mmvaeplus', " + options);
    Batch batch = Toy.batch(3, 2, "a", "b");

    assertThat(cmvae.value(batch, 3)).isCloseTo(plus.value(batch, 3), within(1e-10));
    assertThat(cmvae.bound(batch, 3)).isCloseTo(plus.bound(batch, 3), within(1e-10));
    assertThat(cmvae.gradient(batch, 3)).containsExactly(plus.gradient(batch, 3), within(1e-9));
    assertThat(Toy.gradient(cmvae.store(), "prior.logits")).isPositive();
    assertThat(Toy.gradient(cmvae.store(), "prior.locations")).isPositive();
    assertThat(Toy.gradient(cmvae.store(), "prior.raw_scales")).isPositive();
  }

  @Test
  void gradientMeetsCentralDifferences() {
    run(MIXTURE, "{'name': 'cmvae', 'draws': 2}").checkGradient(Toy.batch(2, 5, "a", "b"), 7);
  }

  @Test
  void gradientThroughAVampPriorMeetsCentralDifferences() {
    run("{'kind': 'vamp', 'pseudo_inputs': 2}", "{'name': 'mmvaeplus', 'draws': 2}")
        .checkGradient(Toy.batch(2, 5, "a", "b"), 7);
  }

  @Test
  void theKlToAMixtureComesFromTheStepsDraws() {
    run(MIXTURE, "{'name': 'elbo-naive', 'draws': 2}").checkGradient(Toy.batch(2, 5, "a", "b"), 7);
  }

  @Test
  void logsHowManyClustersAreInUse() {
    Run run = run(MIXTURE, "{'name': 'cmvae'}");
    Batch batch = Toy.batch(6, 2, "a", "b");

    assertThat(run.log(batch, 3, "clusters.used")).isBetween(1.0, 3.0);
    assertThat(run.log(batch, 3, "clusters.entropy")).isBetween(0.0, Math.log(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iwae", "dreg"})
  void missingModalityGetsNoGradient(String estimator) {
    Run run = run(MIXTURE, "{'name': 'cmvae', 'estimator': '%s'}".formatted(estimator));
    Batch batch = Toy.missing(Toy.batch(3, 2, "a", "b"), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.encoder")).isPositive();
  }

  @Test
  void anotherPriorIsRefused() {
    assertThatThrownBy(() -> run("{'kind': 'standard'}", "{'name': 'cmvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.prior.kind must be mixture for objective cmvae, got a StandardPrior; write"
                + " prior: {kind: mixture, clusters: 10}, or objective: {name: mmvaeplus}");
  }
}
