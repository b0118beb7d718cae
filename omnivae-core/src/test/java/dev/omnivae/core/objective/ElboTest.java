package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@OnEngine
final class ElboTest {
  private static Run run(String json) {
    return new Run(store -> Toy.plain().withLikelihood("normal").model(store, "a"), json);
  }

  /** Everything zero except biases: q(z|x) = N(mean, exp(logVar)) and p(x|z) = N(out, 0.75²). */
  private static void constantModel(ParameterStore store) {
    double[] values = new double[Math.toIntExact(store.length())];
    long[] at = {0};
    store
        .all()
        .forEach(
            p -> {
              if (p.path().equals("modality.a.shared.bias")) {
                double[] bias = {0.5, -1, Math.log(0.25), Math.log(4)};
                System.arraycopy(bias, 0, values, (int) at[0], 4);
              }
              if (p.path().equals("modality.a.decoder.bias")) {
                values[(int) at[0]] = 0.3;
                values[(int) at[0] + 1] = -0.2;
              }
              at[0] += p.length();
            });
    Toy.set(store, values);
  }

  @Test
  void isLikelihoodMinusKl() {
    // given a decoder that ignores z, so that the expectation over z is exact
    Run run = run("{'name': 'elbo', 'draws': 3}");
    constantModel(run.store());
    Batch batch = Toy.batch(4, 2, "a");

    double[] x = Tensors.doubles(batch.of("a").value());
    double likelihood = 0;
    for (int i = 0; i < x.length; i++) {
      double z = (x[i] - (i % 2 == 0 ? 0.3 : -0.2)) / 0.75;
      likelihood += (-0.5 * z * z - Math.log(0.75) - 0.5 * Math.log(2 * Math.PI)) / 4;
    }
    double kl = 0.5 * (0.25 + 0.25 - 1 - Math.log(0.25)) + 0.5 * (4 + 1 - 1 - Math.log(4));

    assertThat(run.value(batch, 1)).isCloseTo(kl - likelihood, within(1e-12));
    assertThat(run.bound(batch, 1)).isCloseTo(likelihood - kl, within(1e-12));
    assertThat(run.log(batch, 1, "kl.a")).isCloseTo(kl, within(1e-12));
    assertThat(run.log(batch, 1, "log_likelihood.a")).isCloseTo(likelihood, within(1e-12));
  }

  @Test
  void gradientMeetsCentralDifferences() {
    run("{'name': 'elbo', 'draws': 2, 'beta': 0.7}").checkGradient(Toy.batch(3, 5, "a"), 7);
  }

  @Test
  void withoutBetaOnlyTheLikelihoodIsLeft() {
    Run run = run("{'name': 'elbo', 'beta': 0}");
    Batch batch = Toy.batch(4, 2, "a");

    assertThat(run.value(batch, 3))
        .isCloseTo(-run.log(batch, 3, "log_likelihood.a"), within(1e-12));
    // the reported bound keeps the KL, whatever beta is
    assertThat(run.bound(batch, 3))
        .isCloseTo(
            run.log(batch, 3, "log_likelihood.a") - run.log(batch, 3, "kl.a"), within(1e-12));
  }

  @Test
  void betaWarmsUpWithTheClock() {
    Run run = run("{'name': 'elbo', 'beta': {'from': 0, 'to': 1, 'epochs': 2}}");
    Batch batch = Toy.batch(4, 2, "a");
    double kl = run.log(batch, 3, "kl.a");

    double start = Tensors.item(Run.total(run.loss(batch, 3, 0)));
    double middle = Tensors.item(Run.total(run.loss(batch, 3, 1)));
    double end = Tensors.item(Run.total(run.loss(batch, 3, 5)));

    assertThat(middle - start).isCloseTo(kl / 2, within(1e-12));
    assertThat(end - start).isCloseTo(kl, within(1e-12));
  }

  @Test
  void oneModalityOfTheNaiveElboIsTheElbo() {
    Run elbo = run("{'name': 'elbo', 'draws': 2}");
    Run naive = run("{'name': 'elbo-naive', 'draws': 2}");
    Batch batch = Toy.batch(4, 2, "a");

    assertThat(naive.value(batch, 9)).isCloseTo(elbo.value(batch, 9), within(1e-12));
    assertThat(naive.gradient(batch, 9)).containsExactly(elbo.gradient(batch, 9), within(1e-12));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run("{'name': 'elbo', 'draws': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.draws must be a whole number of at least 1, got 0; write 1, or more for a"
                + " tighter bound");
    assertThatThrownBy(() -> run("{'name': 'elbo', 'beta': -1}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.beta must be a number of at least 0, got -1; write 1.0 or {schedule: linear,"
                + " from: 0, to: 1, epochs: 2}");
    assertThatThrownBy(() -> run("{'name': 'elbow'}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "objective.name must be a known name, got 'elbow'; did you mean 'elbo'? choices:");
    assertThatThrownBy(() -> run("{'name': 'elbo', 'darws': 1}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective must be a known key, got 'darws'; did you mean 'draws'? choices: beta,"
                + " draws, free_bits, name");
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'elbo'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for one modality when it is elbo, got [a, b]; use elbo-naive");
  }

  @Test
  void gradientsAreFiniteInEveryParameter() {
    double[] gradient = run("{'name': 'elbo'}").gradient(Toy.batch(4, 2, "a"), 3);

    assertThat(Arrays.stream(gradient).allMatch(g -> Double.isFinite(g) && g != 0)).isTrue();
  }
}
