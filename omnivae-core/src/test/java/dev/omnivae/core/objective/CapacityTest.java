package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** γ |KL - C(t)| in place of β KL. */
@OnEngine
final class CapacityTest {
  private static Run run(String beta) {
    return new Run(
        store -> Toy.plain().withLikelihood("normal").model(store, "a"),
        "{'name': 'elbo', 'beta': %s}".formatted(beta));
  }

  @Test
  void pullsTheKlDownAboveItsCapacityAndUpBelow() {
    Batch batch = Toy.batch(4, 2, "a");
    double kl = run("1").log(batch, 3, "kl.a");
    Run above = run("{'capacity': %s, 'gamma': 7}".formatted(kl / 2));
    Run below = run("{'capacity': %s, 'gamma': 7}".formatted(kl * 2));
    Run far = run("7");

    // the loss of β = ±7, which is γ |KL - C| less a constant
    double likelihood = -far.log(batch, 3, "log_likelihood.a");
    assertThat(above.value(batch, 3)).isCloseTo(likelihood + 7 * kl, within(1e-12));
    assertThat(below.value(batch, 3)).isCloseTo(likelihood - 7 * kl, within(1e-12));
    assertThat(above.gradient(batch, 3)).containsExactly(far.gradient(batch, 3), within(1e-12));
    assertThat(above.log(batch, 3, "beta")).isEqualTo(7);
    assertThat(below.log(batch, 3, "beta")).isEqualTo(-7);
  }

  @Test
  void gradientIsThatOfTheDistanceToTheCapacity() {
    for (String capacity : new String[] {"0.1", "50"}) {
      run("{'capacity': %s, 'gamma': 2}".formatted(capacity))
          .checkGradient(Toy.batch(3, 5, "a"), 7);
    }
  }

  @Test
  void theCapacityGrowsWithTheClockAndTheBoundStaysTheElbo() {
    Batch batch = Toy.batch(4, 2, "a");
    double kl = run("1").log(batch, 3, "kl.a");
    Run run = run("{'capacity': {'from': 0, 'to': %s, 'epochs': 2}, 'gamma': 3}".formatted(4 * kl));

    double early = beta(run.loss(batch, 3, 0.25));
    double late = beta(run.loss(batch, 3, 1));

    assertThat(early).isEqualTo(3); // KL above C = kl / 2
    assertThat(late).isEqualTo(-3); // and below C = 2 kl
    assertThat(run.bound(batch, 3)).isCloseTo(run("1").bound(batch, 3), within(1e-12));
  }

  private static double beta(Loss loss) {
    return Tensors.item(Objects.requireNonNull(loss.log().get("beta")));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run("{'capacity': 5, 'gamma': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.beta.gamma must be a positive number, got 0; write {capacity: {from: 0, to:"
                + " 25, epochs: 5}, gamma: 1000}");
    assertThatThrownBy(() -> run("{'capacity': 5, 'gama': 3}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "objective.beta must hold known keys, got 'gama'; did you mean 'gamma'?");
    assertThatThrownBy(
            () ->
                new Run(
                    store -> Toy.plain().model(store, "a"),
                    "{'name': 'iwae', 'beta': {'capacity': 5}}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.beta must be a number, a schedule or a controller where it stands inside"
                + " importance weights, got a capacity; use another objective, such as elbo");
  }
}
