package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class BetaTcvaeTest {
  private static final int DATASET = 100; // what Run's clock says

  private static Run run(String options) {
    return new Run(
        store -> Toy.plain().withLikelihood("normal").model(store, "a"),
        "{'name': 'beta-tcvae', %s}".formatted(options));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weighted", "stratified"})
  void withWeightsOfOneItIsTheElboOfOneDraw(String estimate) {
    Run tc = run("'alpha': 1, 'beta': 1, 'gamma': 1, 'estimate': '%s'".formatted(estimate));
    Run one =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"),
            "{'name': 'iwae', 'draws': 1}");
    Batch batch = Toy.batch(5, 2, "a");

    // on the same draws: the parts add up, whatever is estimated
    assertThat(tc.value(batch, 3)).isCloseTo(one.value(batch, 3), within(1e-12));
    assertThat(tc.gradient(batch, 3)).containsExactly(one.gradient(batch, 3), within(1e-12));
    // and the bound has the KL in closed form
    Run elbo =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"), "{'name': 'elbo'}");
    assertThat(tc.bound(batch, 3)).isCloseTo(elbo.bound(batch, 3), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weighted", "stratified"})
  void partsAreTheFormulaWrittenOut(String estimate) {
    Run run = run("'alpha': 2, 'beta': 5, 'gamma': 0.5, 'estimate': '%s'".formatted(estimate));
    int size = 4;
    Batch batch = Toy.batch(size, 2, "a");
    MultimodalVae m = (MultimodalVae) run.model();
    var q = m.encode(batch, Noise.of(3, 0, 0)).shared();
    double[] z = Tensors.doubles(q.sample(Noise.of(3, 0, 0).stream("shared"), 1));
    double[] weights = weights(estimate, size);
    Plain plain = new Plain(run, batch);

    double information = 0;
    double correlation = 0;
    double dimensions = 0;
    for (int i = 0; i < size; i++) {
      double own = 0;
      double prior = 0;
      double joint = 0;
      double[] each = new double[2];
      for (int j = 0; j < size; j++) {
        double[] of = plain.shared("a", j);
        double both = 0;
        for (int d = 0; d < 2; d++) {
          double log = Plain.normal(z[2 * i + d], of[d], of[2 + d]);
          each[d] += weights[i * size + j] * Math.exp(log);
          both += log;
        }
        joint += weights[i * size + j] * Math.exp(both);
        own = i == j ? both : own;
      }
      double product = Math.log(each[0]) + Math.log(each[1]);
      for (int d = 0; d < 2; d++) {
        prior += Plain.normal(z[2 * i + d], 0, 0);
      }
      information += (own - Math.log(joint)) / size;
      correlation += (Math.log(joint) - product) / size;
      dimensions += (product - prior) / size;
    }

    Loss loss = run.loss(batch, 3);
    assertThat(mean(loss, "mutual_information")).isCloseTo(information, within(1e-12));
    assertThat(mean(loss, "total_correlation")).isCloseTo(correlation, within(1e-12));
    assertThat(mean(loss, "dimension_kl")).isCloseTo(dimensions, within(1e-12));
    double likelihood = mean(loss, "likelihood.a");
    assertThat(run.value(batch, 3))
        .isCloseTo(
            likelihood + 2 * information + 5 * correlation + 0.5 * dimensions, within(1e-12));
  }

  private static double mean(Loss loss, String term) {
    return Tensors.item(Run.term(loss, term).nats().mean());
  }

  /** W as the papers write it. */
  private static double[] weights(String estimate, int size) {
    double n = DATASET;
    double m = size - 1.0;
    double[] weights = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double stratified = i == j ? 1 / n : j == (i + 1) % size ? (n - m) / (n * m) : 1 / m;
        weights[i * size + j] = estimate.equals("weighted") ? 1 / (n * size) : stratified;
      }
    }
    return weights;
  }

  @Test
  void theStratifiedEstimateIsUnbiased() {
    // given N densities under which one code may stand: the mean over all batches that hold sample
    // 0 and two others, in every order, is the aggregate's density
    int n = 5;
    double[] density = {0.9, 0.2, 0.05, 0.4, 0.7};
    double[] w =
        Arrays.stream(AggregatePosterior.STRATIFIED.logWeights(3, n)).map(Math::exp).toArray();
    double sum = 0;
    int batches = 0;
    for (int second = 1; second < n; second++) {
      for (int third = 1; third < n; third++) {
        if (second != third) {
          sum += w[0] * density[0] + w[1] * density[second] + w[2] * density[third];
          batches++;
        }
      }
    }

    assertThat(sum / batches).isCloseTo(Arrays.stream(density).sum() / n, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weighted", "stratified"})
  void gradientMeetsCentralDifferences(String estimate) {
    run("'alpha': 0.5, 'beta': 4, 'gamma': 2, 'estimate': '%s'".formatted(estimate))
        .checkGradient(Toy.batch(4, 5, "a"), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weighted", "stratified"})
  void aBatchOfOneIsFinite(String estimate) {
    Run run = run("'estimate': '%s'".formatted(estimate));

    assertThat(run.value(Toy.batch(1, 2, "a"), 3)).isFinite();
  }

  @Test
  void codesThatDoNotTellSamplesApartHaveNoCorrelation() {
    // given encoders that say the same of every sample: q(z) is that normal distribution
    Run run = run("'estimate': 'stratified'");
    Constants.set(run.store(), Constants.GOLDEN);

    Loss loss = run.loss(Toy.batch(6, 2, "a"), 3);

    Tensor information = Run.term(loss, "mutual_information").nats();
    Tensor correlation = Run.term(loss, "total_correlation").nats();
    assertThat(Tensors.doubles(information)).containsOnly(new double[] {0}, within(1e-12));
    assertThat(Tensors.doubles(correlation)).containsOnly(new double[] {0}, within(1e-12));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run("'estimate': 'exact'"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("objective.estimate must be a known choice, got 'exact'");
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'beta-tcvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for one modality when it is beta-tcvae, got [a, b]; use"
                + " elbo-naive");
    assertThatThrownBy(
            () ->
                new Run(
                    store -> Toy.plain().withOwn(1).model(store, "a"), "{'name': 'beta-tcvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a model without private codes when it is beta-tcvae, got"
                + " model.latent.private of [a]; leave model.latent.private out");
  }
}
