package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class MmjsdTest {
  private static Run run(Toy toy, String options, String... modalities) {
    return new Run(store -> toy.model(store, modalities), "{'name': 'mmjsd'" + options + "}");
  }

  /** KL between one-dimensional normals, from means and variances. */
  private static double kl(double m, double v, double m0, double v0) {
    return 0.5 * (v / v0 + (m - m0) * (m - m0) / v0 - 1 - Math.log(v / v0));
  }

  @ParameterizedTest
  @CsvSource({"1", "0.5"})
  void divergenceIsThatOfExpertsAndPriorFromTheirGeometricMean(double weight) {
    Run run = run(Toy.plain(), ", 'prior_weight': " + weight, "a", "b");
    Constants.set(run.store(), Constants.GOLDEN);
    double[][] means = {{1, 3, 0}, {-2, 0.5, 0}};
    double[][] variances = {{1, 0.25, 1}, {4, 1, 1}};
    double[] pi = {1 / (2 + weight), 1 / (2 + weight), weight / (2 + weight)};

    double expected = 0;
    for (int i = 0; i < 2; i++) {
      double precision = 0;
      double mean = 0;
      for (int k = 0; k < 3; k++) {
        precision += pi[k] / variances[i][k];
        mean += pi[k] * means[i][k] / variances[i][k];
      }
      for (int k = 0; k < 3; k++) {
        expected += pi[k] * kl(means[i][k], variances[i][k], mean / precision, 1 / precision);
      }
    }

    assertThat(run.log(Toy.batch(3, 2, "a", "b"), 3, "js")).isCloseTo(expected, within(1e-12));
  }

  @Test
  void divergenceIsZeroOnlyWhereAllExpertsAreThePrior() {
    Run run = run(Toy.plain(), "", "a", "b");
    Batch batch = Toy.batch(3, 2, "a", "b");

    assertThat(run.log(batch, 3, "js")).isPositive();
    Constants.set(run.store(), Map.of());
    assertThat(run.log(batch, 3, "js")).isCloseTo(0, within(1e-15));
  }

  @Test
  void isReconstructionFromExpertsMinusTheDivergence() {
    Run run = run(Toy.plain(), ", 'components': 'each', 'beta': 0.5", "a", "b");
    Run naive = new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'elbo-naive'}");
    Batch batch = Toy.batch(4, 2, "a", "b");
    double likelihood =
        naive.log(batch, 3, "log_likelihood.a") + naive.log(batch, 3, "log_likelihood.b");

    assertThat(run.value(batch, 3))
        .isCloseTo(0.5 * run.log(batch, 3, "js") - likelihood, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(naive.bound(batch, 3), within(1e-12));
  }

  @Test
  void weightsAreOverWhatIsThere() {
    Run two = run(Toy.plain(), "", "a", "b");
    Run one = run(Toy.plain(), "", "a");
    Batch all = Toy.batch(2, 2, "a", "b");
    Batch alone = new Batch(Map.of("a", all.of("a")), null, null, all.ids());

    double partial = two.log(Toy.missing(all, "b", (byte) 0, (byte) 0), 3, "js");

    assertThat(partial).isCloseTo(one.log(alone, 3, "js"), within(1e-12));
    assertThat(partial).isNotCloseTo(two.log(all, 3, "js"), within(1e-6));
  }

  @Test
  void isNoBoundOfTheEvidence() {
    // given p(x|z) = N(x; z/4, 0.75²), so that p(x) = N(x; 0, 1/16 + 0.75²), and the true posterior
    Run run = run(Toy.plain().withLikelihood("normal"), ", 'draws': 2000", "a");
    double noise = 0.75 * 0.75;
    double variance = 1 / (1 + 0.0625 / noise);
    double slope = variance * 0.25 / noise;
    double log = Math.log(variance);
    Constants.set(
        run.store(),
        Map.of(
            "modality.a.shared.weight", new double[] {slope, 0, 0, slope, 0, 0, 0, 0},
            "modality.a.shared.bias", new double[] {0, 0, log, log},
            "modality.a.decoder.weight", new double[] {0.25, 0, 0, 0.25}));
    Batch batch =
        new Batch(
            Map.of("a", Observation.of(Tensors.of(new double[] {4, -4}, 1, 2))),
            null,
            null,
            Tensors.of(new long[] {0}, 1));

    double evidence = -16 / (0.0625 + noise) - Math.log(0.0625 + noise) - Math.log(2 * Math.PI);

    // the ELBO of the true posterior is the evidence; 2000 draws err by about 0.02
    assertThat(run.bound(batch, 1)).isCloseTo(evidence, within(0.1));
    assertThat(-run.value(batch, 1)).isGreaterThan(evidence + 0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "auxiliary", "prior"})
  void gradientMeetsCentralDifferences(String across) {
    for (String components : new String[] {"each", "random"}) {
      run(
              Toy.plain().withOwn(1),
              ", 'draws': 2, 'private_codes': '%s', 'components': '%s'"
                  .formatted(across, components),
              "a",
              "b")
          .checkGradient(Toy.batch(3, 5, "a", "b"), 7);
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(Toy.plain(), ", 'prior_weight': 0", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective: prior_weight must be a positive number, got 0.0; write prior_weight: 1");
    assertThatThrownBy(() -> run(Toy.plain().withFusion("{'name': 'product'}"), "", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of one component per modality when it is mmjsd,"
                + " got Product; set model.fusion: mixture");
    assertThatThrownBy(() -> run(Toy.plain().withFamily("laplace"), "", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for model.latent.family normal when it is mmjsd, which"
                + " multiplies experts, got laplace; write model.latent.family: normal");
  }
}
