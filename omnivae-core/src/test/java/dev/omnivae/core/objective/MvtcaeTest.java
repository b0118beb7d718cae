package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class MvtcaeTest {
  private static final String PRODUCT = "{'name': 'product', 'prior': false}";

  private static Run run(Toy toy, String name, String options, String... modalities) {
    return new Run(
        store -> toy.withFusion(PRODUCT).model(store, modalities),
        "{'name': '" + name + "'" + options + "}");
  }

  private static Run two(String options) {
    return run(Toy.plain(), "mvtcae", options, "a", "b");
  }

  @ParameterizedTest
  @CsvSource({"0.1, 8.923851829685388", "0.8333333333333334, 4.7667684963520545"})
  void regulariserIsTheClosedForm(double alpha, double golden) {
    Run run = two(", 'alpha': " + alpha + ", 'beta': 2.5");
    Constants.set(run.store(), Constants.GOLDEN);

    double regulariser = 0;
    for (Term term : run.loss(Toy.batch(4, 2, "a", "b"), 3).terms()) {
      if (term.modality() == null) {
        regulariser += Tensors.item(term.weight().times(term.nats().mean()));
      }
    }

    assertThat(regulariser).isCloseTo(golden, within(1e-9));
  }

  @Test
  void reconstructionAndDivergencesHaveTheirShares() {
    Run run = two(", 'alpha': 0.3, 'beta': 2");
    Batch batch = Toy.batch(5, 2, "a", "b");
    double reconstruction =
        run.log(batch, 3, "log_likelihood.a") + run.log(batch, 3, "log_likelihood.b");
    double kl = run.log(batch, 3, "kl.a+b");

    double expected =
        -(2 - 0.3) / 2 * reconstruction
            + 2 * ((1 - 0.3) * kl + 0.3 / 2 * run.log(batch, 3, "kl.to_experts"));

    assertThat(run.value(batch, 3)).isCloseTo(expected, within(1e-12));
    // reported is the ELBO of the joint posterior, whatever alpha and beta are
    assertThat(run.bound(batch, 3)).isCloseTo(reconstruction - kl, within(1e-12));
  }

  @Test
  void withoutAlphaItIsTheElboOfTheProduct() {
    Run mvtcae = two(", 'alpha': 0, 'beta': 0.7, 'draws': 2");
    Run elbo = run(Toy.plain(), "elbo-naive", ", 'beta': 0.7, 'draws': 2", "a", "b");
    Batch batch = Toy.missing(Toy.batch(3, 2, "a", "b"), "b", (byte) 1, (byte) 0, (byte) 1);

    assertThat(mvtcae.value(batch, 5)).isCloseTo(elbo.value(batch, 5), within(1e-12));
    assertThat(mvtcae.gradient(batch, 5)).containsExactly(elbo.gradient(batch, 5), within(1e-12));
  }

  @Test
  void aSampleOfOneModalityTrainsItsBetaVaeBySomeShare() {
    Run two = two(", 'alpha': 0.3, 'beta': 2");
    Run one = run(Toy.plain(), "elbo", ", 'beta': 2", "a");
    Batch all = Toy.batch(3, 2, "a", "b");
    Batch partial = Toy.missing(all, "b", (byte) 0, (byte) 0, (byte) 0);
    Batch alone = new Batch(Map.of("a", all.of("a")), null, null, all.ids());

    assertThat(two.value(partial, 5)).isCloseTo((1 - 0.3) * one.value(alone, 5), within(1e-12));
    assertThat(two.log(partial, 5, "kl.to_experts")).isCloseTo(0, within(1e-12));
  }

  @Test
  void expertsAreTrainedByTheirDistanceFromTheJointPosterior() {
    // given no reconstruction and no KL to the prior: what is left moves the experts
    Run run = two(", 'alpha': 1, 'beta': 1");
    Constants.set(run.store(), Constants.GOLDEN);

    run.gradient(Toy.batch(2, 2, "a", "b"), 3);

    assertThat(Toy.gradient(run.store(), "modality.a.shared.bias")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.b.shared.bias")).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void gradientMeetsCentralDifferences(long own) {
    run(Toy.plain().withOwn(own), "mvtcae", ", 'draws': 2, 'alpha': 0.3", "a", "b")
        .checkGradient(Toy.batch(3, 5, "a", "b"), 7);
  }

  @Test
  void privateCodesPayWhatTheirReconstructionIsWorth() {
    Run with = run(Toy.plain().withOwn(1), "mvtcae", ", 'alpha': 0.4, 'beta': 1", "a", "b");
    Batch batch = Toy.batch(4, 2, "a", "b");
    MultimodalVae m = (MultimodalVae) with.model();
    Experts x = m.encode(batch, Noise.of(0, 0, 0));
    Posterior q = m.fusion().posterior(x);
    double own =
        Tensors.item(
            Objects.requireNonNull(m.draw(q, x, 1, PrivateCodes.OWN, Noise.of(1, 0, 0)).ownKl())
                .mean());
    double shared = with.log(batch, 3, "kl.a+b") - own;

    double term = Tensors.item(Run.term(with.loss(batch, 3), "kl.prior").nats().mean());

    assertThat(term).isCloseTo((1 - 0.4) * shared + (2 - 0.4) / 2 * own, within(1e-12));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> two(", 'alpha': 1.5"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective: alpha must be from 0 to 1, got 1.5; write alpha: 0.1");
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'mvtcae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of posteriors of any subsets when it is mvtcae,"
                + " got Mixture; set model.fusion: {name: product}");
  }
}
