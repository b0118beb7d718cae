package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class FactorisedElboTest {
  private static Run run(String options) {
    return new Run(
        store -> Toy.plain().factorised(store, "a", "b"), "{'name': 'factorised'" + options + "}");
  }

  @Test
  void publishedCrossEntropyMeetsTheGoldenValue() {
    Tensor densities = Tensors.of(new double[] {1.2, 0.8, 0.1, 0.05}, 4, 1);
    Tensor sharp = Tensors.of(new double[] {800, 800, 0, 0}, 4, 1);

    assertThat(Tensors.item(FactorisedElbo.crossEntropy(densities)))
        .isCloseTo(2.0829860030, within(1e-9));
    // its least value, 2 ln 2: two right answers share the probability
    assertThat(Tensors.item(FactorisedElbo.crossEntropy(sharp)))
        .isCloseTo(2 * Math.log(2), within(1e-12));
  }

  @Test
  void withoutTheTermItIsTheSumOfElbos() {
    Run run = run(", 'term': 'none'");
    Batch batch = Toy.batch(4, 2, "a", "b");

    Loss loss = run.loss(batch, 3);

    assertThat(loss.terms())
        .extracting(Term::name)
        .containsExactly("elbo.mixture", "elbo.a", "elbo.b");
    double mixture =
        run.log(batch, 3, "log_likelihood.mixture")
            - (run.log(batch, 3, "kl.a") + run.log(batch, 3, "kl.b")) / 2;
    double alone = 0;
    for (String d : new String[] {"a", "b"}) {
      alone +=
          run.log(batch, 3, "log_likelihood.unimodal." + d) - run.log(batch, 3, "kl.unimodal." + d);
    }
    assertThat(run.value(batch, 3)).isCloseTo(-mixture - alone, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(mixture + alone, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", 'term': 'none'",
        ", 'term': 'infonce-naive', 'alpha': 5",
        ", 'term': 'infonce-naive', 'density': 'log-density', 'normalise': 'example'",
        ", 'term': 'infonce-naive', 'draws': {'b': 2}, 'beta': 0.5",
      })
  void gradientMeetsCentralDifferences(String options) {
    run(options).checkGradient(Toy.batch(3, 5, "a", "b"), 7);
  }

  @Test
  void publishedNormalisationIsTheMeanOverBatchAndDimensionsOverTheBatch() {
    Batch batch = Toy.batch(4, 2, "a", "b");
    double published = run("").log(batch, 3, "density.a");
    double example = run(", 'normalise': 'example'").log(batch, 3, "density.a");

    // 2 dimensions, 4 samples
    assertThat(published).isCloseTo(example / (2 * 4), within(1e-12));
  }

  @Test
  void alphaWeighsTheTerm() {
    Batch batch = Toy.batch(4, 2, "a", "b");
    Run none = run(", 'term': 'none'");
    Run strong = run(", 'alpha': 7");

    double entropy = strong.log(batch, 3, "density.a") + strong.log(batch, 3, "density.b");

    assertThat(strong.value(batch, 3)).isCloseTo(none.value(batch, 3) + 7 * entropy, within(1e-10));
    assertThat(strong.bound(batch, 3)).isCloseTo(none.bound(batch, 3), within(1e-12));
  }

  @Test
  void secondVersionStandsOnTheStratifiedElbo() {
    Batch batch = Toy.batch(4, 2, "a", "b");
    Run naive = run(", 'alpha': 0");
    Run second = run(", 'term': 'infonce-v2', 'alpha': 0");

    // same draws, so that the likelihoods differ only in their cross terms
    assertThat(second.log(batch, 3, "log_likelihood.mixture"))
        .isNotCloseTo(naive.log(batch, 3, "log_likelihood.mixture"), within(1e-6));
    assertThat(second.log(batch, 3, "kl.a")).isCloseTo(naive.log(batch, 3, "kl.a"), within(1e-12));
    assertThat(second.log(batch, 3, "log_likelihood.unimodal.b"))
        .isCloseTo(naive.log(batch, 3, "log_likelihood.unimodal.b"), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "infonce-naive", "infonce-v2"})
  void missingModalityGetsNoGradient(String term) {
    Run run = run(", 'normalise': 'example', 'term': '" + term + "'");
    Batch batch = Toy.missing(Toy.batch(3, 2, "a", "b"), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "mixture.modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "unimodal.modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "unimodal.modality.a")).isPositive();
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(", 'term': 'infonce'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.term must be a known choice, got 'infonce'; did you mean 'infonce-v2'?"
                + " choices: infonce-naive, infonce-v2, none");
    assertThatThrownBy(() -> run(", 'density': 'logs'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.density must be a known choice, got 'logs'; did you mean 'density'?"
                + " choices: density, log-density");
    assertThatThrownBy(() -> run(", 'alpha': -1"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.alpha must be a number of at least 0, got -1; write 1.0 or {schedule:"
                + " linear, from: 0, to: 1, epochs: 2}");
  }
}
