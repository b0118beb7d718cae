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
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** InfoVAE and WAE: codes of all samples together against the prior. */
@OnEngine
final class AggregateMatchTest {
  private static Run run(String json) {
    return new Run(store -> Toy.plain().withLikelihood("normal").model(store, "a"), json);
  }

  /** The discrepancy of the step's own draws, from the library's pieces. */
  private static double discrepancy(Run run, Batch batch, Mmd mmd) {
    MultimodalVae m = (MultimodalVae) run.model();
    Noise noise = Noise.of(3, 0, 0);
    Tensor z = m.encode(batch, noise).shared().sample(noise.stream("shared"), 1).flatten(0, 2);
    Tensor prior = m.fromPrior(batch.size(), null, noise.stream("mmd")).shared().squeeze(0);
    return Tensors.item(mmd.of(z, prior));
  }

  @Test
  void infoVaeOfAlphaZeroAndLambdaOneIsTheElbo() {
    Run info = run("{'name': 'infovae', 'alpha': 0, 'lambda': 1}");
    Run elbo = run("{'name': 'elbo'}");
    Batch batch = Toy.batch(5, 2, "a");

    assertThat(info.value(batch, 3)).isCloseTo(elbo.value(batch, 3), within(1e-12));
    assertThat(info.bound(batch, 3)).isCloseTo(elbo.bound(batch, 3), within(1e-12));
    assertThat(info.gradient(batch, 3)).containsExactly(elbo.gradient(batch, 3), within(1e-12));
  }

  @Test
  void infoVaeWeighsKlAndDiscrepancyAsTheFormulaSays() {
    Run run = run("{'name': 'infovae', 'alpha': 0.25, 'lambda': 40, 'scales': [0.5, 2]}");
    Batch batch = Toy.batch(5, 2, "a");
    double kl = run.log(batch, 3, "kl.a");
    double mmd = discrepancy(run, batch, new Mmd(Kernel.RBF, List.of(0.5, 2.0), true));
    double expected = -run.log(batch, 3, "log_likelihood.a") + 0.75 * kl + 39.25 * mmd;

    assertThat(Math.abs(mmd)).isGreaterThan(1e-3);
    assertThat(run.value(batch, 3)).isCloseTo(expected, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(-expected, within(1e-12));
  }

  @Test
  void waeIsCostAndDiscrepancyAndNoKl() {
    Run run = run("{'name': 'wae', 'lambda': 10, 'estimate': 'biased', 'scales': [1]}");
    Batch batch = Toy.batch(5, 2, "a");
    double mmd = discrepancy(run, batch, new Mmd(Kernel.IMQ, List.of(1.0), false));
    double expected = -run.log(batch, 3, "log_likelihood.a") + 10 * mmd;

    assertThat(run.value(batch, 3)).isCloseTo(expected, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(-expected, within(1e-12));
  }

  @Test
  void withoutAPenaltyWaeIsTheLikelihoodAlone() {
    Run wae = run("{'name': 'wae', 'lambda': 0}");
    Run plain = run("{'name': 'elbo', 'beta': 0}");
    Batch batch = Toy.batch(5, 2, "a");

    assertThat(wae.gradient(batch, 3)).containsExactly(plain.gradient(batch, 3), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name': 'infovae', 'alpha': 0.3, 'lambda': 20}",
        "{'name': 'infovae', 'alpha': -1, 'lambda': 20, 'kernel': 'imq', 'estimate': 'biased'}",
        "{'name': 'wae', 'lambda': 20}",
      })
  void gradientMeetsCentralDifferences(String json) {
    run(json).checkGradient(Toy.batch(4, 5, "a"), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"infovae", "wae"})
  void aBatchOfOneIsFinite(String name) {
    assertThat(run("{'name': '%s'}".formatted(name)).value(Toy.batch(1, 2, "a"), 3)).isFinite();
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run("{'name': 'infovae', 'alpha': 2}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective: alpha and lambda must be alpha at most 1, and together at least 1, got 2.0"
                + " and 1000.0; write alpha: 0, lambda: 1000");
    assertThatThrownBy(() -> run("{'name': 'wae', 'scales': []}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.scales must be positive numbers, at least one, got []; write scales: [1.0]");
    assertThatThrownBy(() -> run("{'name': 'wae', 'kernel': 'cosine'}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("objective.kernel must be a known choice, got 'cosine'");
  }
}
