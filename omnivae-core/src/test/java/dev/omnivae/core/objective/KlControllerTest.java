package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class KlControllerTest {
  private static Tensor kl(double nats) {
    return Tensors.of(new double[] {nats - 1, nats + 1}, 2);
  }

  private static double step(KlController controller, double nats) {
    return Tensors.item(controller.beta(kl(nats), true));
  }

  @Test
  void betaIsThatOfThePaperStepByStep() {
    // given values that reach no limit
    KlController controller = new KlController(10, 0.02, 0.001, 0.1, 1);
    double[] kl = {40, 25, 12, 9, 11};
    double integral = 0;
    for (double nats : kl) {
      double error = 10 - nats;
      integral -= 0.001 * error;
      double beta = 0.02 / (1 + Math.exp(error)) + integral + 0.1;

      assertThat(step(controller, nats)).isCloseTo(beta, within(1e-15));
    }
  }

  @Test
  void theIntegralDoesNotWindUpAtEitherEnd() {
    KlController controller = new KlController(10, 0.01, 0.01, 0, 1);
    for (int i = 0; i < 1000; i++) {
      assertThat(step(controller, 100)).isLessThanOrEqualTo(1);
    }
    // one step below the target already lowers it
    assertThat(step(controller, 5)).isCloseTo(1 - 0.05 + 0.01 / (1 + Math.exp(5)), within(1e-12));

    for (int i = 0; i < 1000; i++) {
      assertThat(step(controller, 0)).isNotNegative();
    }
    assertThat(step(controller, 15)).isCloseTo(0.05 + 0.01 / (1 + Math.exp(-5)), within(1e-12));
  }

  @Test
  void anErrorOfThousandsOfNatsIsFinite() {
    KlController controller = new KlController(5000, 0.01, 0.0001, 0, 1);

    assertThat(step(controller, 1)).isEqualTo(0);
    assertThat(step(controller, 1e6)).isEqualTo(1);
  }

  /** A KL that falls as β rises, as a model's does: 50 exp(-5 β) nats. */
  @ParameterizedTest
  @CsvSource({"5", "12", "30"})
  void itHoldsAKlThatAnswersToBeta(double target) {
    KlController controller = new KlController(target, 0.01, 0.0005, 0, 1);
    double nats = 50;
    for (int i = 0; i < 5000; i++) {
      double beta = step(controller, nats);
      nats += 0.1 * (50 * Math.exp(-5 * beta) - nats); // learning takes its time
    }

    assertThat(nats).isCloseTo(target, within(0.01));
  }

  @Test
  void validationSeesTheLastBetaAndMovesNothing() {
    KlController controller = new KlController(10, 0.02, 0.001, 0.1, 1);
    double last = step(controller, 40);

    assertThat(Tensors.item(controller.beta(kl(400), false))).isEqualTo(last);
    assertThat(controller.scalars()).containsEntry("beta", last);
  }

  @Test
  void whatItSavesIsAllItNeedsToGoOn() {
    KlController whole = new KlController(10, 0.02, 0.001, 0.1, 1);
    KlController resumed = new KlController(10, 0.02, 0.001, 0.1, 1);
    step(whole, 40);
    step(whole, 17.3);
    resumed.restore(whole.scalars());

    assertThat(resumed.scalars()).isEqualTo(whole.scalars());
    assertThat(step(resumed, 13.1)).isEqualTo(step(whole, 13.1));
  }

  private static Run run(String beta) {
    return new Run(
        store -> Toy.plain().model(store, "a", "b"),
        "[{'name': 'elbo-naive', 'beta': " + beta + "}, {'name': 'infonce'}]");
  }

  private static final String HOLD = "{'target_kl': 3, 'kp': 0.02, 'ki': 0.01, 'min': 0.1}";

  @Test
  void anObjectiveWeighsItsKlByItLogsBothAndSavesIt() {
    Run run = run(HOLD);
    Batch batch = Toy.batch(4, 5, "a", "b");
    double kl = (run.log(batch, 7, "kl.a") + run.log(batch, 7, "kl.b")) / 2;
    Run fresh = run(HOLD);

    Loss loss = fresh.loss(batch, 7);

    double error = 3 - kl;
    double beta = 0.02 / (1 + Math.exp(error)) + Math.min(0.9, Math.max(0, -0.01 * error)) + 0.1;
    Term term = Run.term(loss, "kl");
    assertThat(Tensors.item(Objects.requireNonNull(term.weight().device())))
        .isCloseTo(beta, within(1e-12));
    assertThat(Tensors.item(Objects.requireNonNull(loss.log().get("beta"))))
        .isCloseTo(beta, within(1e-12));
    assertThat(Tensors.item(Objects.requireNonNull(loss.log().get("kl"))))
        .isCloseTo(kl, within(1e-12));
    assertThat(fresh.objective().scalars())
        .containsOnlyKeys(
            "objective.elbo-naive.beta.controller.integral",
            "objective.elbo-naive.beta.controller.beta");
    Run resumed = run(HOLD);
    resumed.objective().restore(fresh.objective().scalars());
    assertThat(resumed.objective().scalars()).isEqualTo(fresh.objective().scalars());
  }

  @Test
  void noGradientGoesThroughBeta() {
    // given β as it comes out, as a plain number in the other
    Batch batch = Toy.batch(4, 5, "a", "b");
    Run held = run(HOLD);
    double[] gradient = held.gradient(batch, 7);
    double beta =
        Objects.requireNonNull(
            held.objective().scalars().get("objective.elbo-naive.beta.controller.beta"));

    assertThat(gradient)
        .containsExactly(run(Double.toString(beta)).gradient(batch, 7), within(1e-9));
  }

  @Test
  void importanceWeightedObjectivesAreHeldByTheKlOfTheirComponents() {
    Run run =
        new Run(
            store -> Toy.plain().model(store, "a", "b"),
            "{'name': 'iwae', 'draws': 3, 'beta': " + HOLD + "}");
    Batch batch = Toy.batch(4, 5, "a", "b");

    double kl = run.log(batch, 7, "kl");

    assertThat(kl)
        .isCloseTo((run.log(batch, 7, "kl.a") + run.log(batch, 7, "kl.b")) / 2, within(1e-12));
    assertThat(run.log(batch, 7, "beta")).isGreaterThan(0.1);
  }

  @Test
  void everyElboOfAFactorisedModelHasAControllerOfItsOwn() {
    Run run =
        new Run(
            store -> Toy.plain().factorised(store, "a", "b"),
            "{'name': 'factorised', 'term': 'none', 'beta': " + HOLD + "}");

    Map<String, Tensor> log = run.loss(Toy.batch(4, 5, "a", "b"), 7).log();

    assertThat(log).containsKeys("beta.mixture", "beta.unimodal.a", "beta.unimodal.b");
    assertThat(run.objective().scalars()).hasSize(6);
  }

  @Test
  void schedulesAreLoggedAndConstantsAreNot() {
    Batch batch = Toy.batch(4, 5, "a", "b");
    Run rising = run("{'to': 0.5, 'epochs': 4}");
    try (NoGrad off = NoGrad.open()) {
      assertThat(rising.loss(batch, 7, 2).log()).containsKeys("beta", "kl");
      assertThat(Tensors.item(Objects.requireNonNull(rising.loss(batch, 7, 2).log().get("beta"))))
          .isCloseTo(0.25, within(1e-12));
      assertThat(run("0.5").loss(batch, 7).log()).doesNotContainKey("beta");
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertLine(
        "{'target_kl': 0}",
        "objective[0].beta.target_kl must be positive, got 0; nats, as kl.* in the log");
    assertLine(
        "{'target_kl': 5, 'kd': 1}",
        "objective[0].beta must hold known keys, got 'kd'; did you mean 'ki'? choices: ki, kp, max,"
            + " min, target_kl");
    assertLine(
        "{'target_kl': 5, 'ki': -1}",
        "objective[0].beta.ki must be a number of at least 0, got -1; write {target_kl: 12, kp:"
            + " 0.01, ki: 0.0001, min: 0, max: 1}");
    assertLine(
        "{'target_kl': 5, 'ki': 0, 'kp': 0}",
        "objective[0].beta must be able to move, got kp and ki of 0; write ki: 0.0001");
    assertLine(
        "{'target_kl': 5, 'min': 1}",
        "objective[0].beta.min must be below max, got 1.0 and 1.0; write min: 0");
  }

  private static void assertLine(String beta, String line) {
    assertThatThrownBy(() -> run(beta)).isInstanceOf(InputException.class).hasMessage(line);
  }
}
