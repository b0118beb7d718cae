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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class JmvaeTest {
  private static final String JOINT = "{'name': 'joint-encoder', 'hidden': [3]}";

  private static Run run(Toy toy, String objective) {
    return new Run(store -> toy.model(store, "a", "b"), objective);
  }

  private static Toy toy() {
    return Toy.plain().withFusion(JOINT);
  }

  private static double epoch(Run run, Batch batch, double epoch) {
    return Tensors.item(Run.total(run.loss(batch, 3, epoch)));
  }

  @Test
  void alignmentOfTheKnownExpertsIsTheKnownDivergence() {
    // given the experts of the closed-form values, whatever is seen, and their product as the joint
    Run run =
        run(
            Toy.plain().withFusion("{'name': 'product', 'prior': false}"),
            "{'name': 'jmvae', 'alpha': 1, 'beta': 0, 'warmup': 0}");
    double[][] heads = {{1, -2, 0, Math.log(4)}, {3, 0.5, -Math.log(4), 0}};
    for (int m = 0; m < 2; m++) {
      String head = "modality." + (m == 0 ? "a" : "b") + ".shared.";
      set(run, head + "weight", new double[8]);
      set(run, head + "bias", heads[m]);
    }
    Loss loss = run.loss(Toy.batch(4, 2, "a", "b"), 3, 0);

    // kl.joint.experts.sum and kl.joint.standard, worked out outside this project
    assertThat(nats(loss, "alignment")).isCloseTo(3.0575814637483107, within(1e-9));
    assertThat(nats(loss, "kl")).isCloseTo(3.796290731874155, within(1e-9));
  }

  private static void set(Run run, String path, double... values) {
    try (NoGrad off = NoGrad.open()) {
      var tensor = Toy.parameter(run.store(), path).tensor();
      tensor.copy_(Tensors.of(values, Tensors.shape(tensor)));
    }
  }

  private static double nats(Loss loss, String term) {
    return loss.terms().stream()
        .filter(t -> t.name().equals(term))
        .map(t -> Tensors.item(t.nats().mean()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withoutAlignmentItIsTheElboOfTheJointPosterior() {
    Batch batch = Toy.batch(5, 2, "a", "b");
    Run jmvae = run(toy(), "{'name': 'jmvae', 'alpha': 0, 'warmup': 0, 'draws': 2}");
    Run elbo = run(toy(), "{'name': 'elbo-naive', 'draws': 2}");

    assertThat(jmvae.value(batch, 3)).isCloseTo(elbo.value(batch, 3), within(1e-12));
    assertThat(jmvae.bound(batch, 3)).isCloseTo(elbo.bound(batch, 3), within(1e-12));
  }

  @Test
  void bothDivergencesGrowOverTheWarmUpAndTheBoundDoesNotFollow() {
    Batch batch = Toy.batch(5, 2, "a", "b");
    Run run = run(toy(), "{'name': 'jmvae', 'alpha': 0.3, 'beta': 2, 'warmup': 4}");
    Loss loss = run.loss(batch, 3, 1);
    double likelihood = nats(loss, "likelihood.a") + nats(loss, "likelihood.b");
    double divergences = 2 * nats(loss, "kl") + 0.3 * nats(loss, "alignment");

    assertThat(divergences).isPositive();
    assertThat(epoch(run, batch, 0)).isCloseTo(likelihood, within(1e-12));
    assertThat(epoch(run, batch, 1)).isCloseTo(likelihood + divergences / 4, within(1e-12));
    assertThat(epoch(run, batch, 9)).isCloseTo(likelihood + divergences, within(1e-12));
    assertThat(Tensors.item(loss.bound().mean()))
        .isCloseTo(-likelihood - nats(loss, "kl"), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void gradientMeetsCentralDifferences(long own) {
    run(toy().withOwn(own), "{'name': 'jmvae', 'alpha': 0.7, 'warmup': 0}")
        .checkGradient(Toy.batch(3, 5, "a", "b"), 7);
  }

  @Test
  void alignmentTrainsTheUnimodalHeadsThatTheElboLeavesAlone() {
    Batch batch = Toy.batch(3, 5, "a", "b");
    Run with = run(toy(), "{'name': 'jmvae', 'alpha': 0.1, 'warmup': 0}");
    Run without = run(toy(), "{'name': 'jmvae', 'alpha': 0, 'warmup': 0}");

    with.gradient(batch, 7);
    without.gradient(batch, 7);

    for (String name : new String[] {"a", "b"}) {
      assertThat(Toy.gradient(with.store(), "modality." + name + ".shared")).isPositive();
      assertThat(Toy.gradient(without.store(), "modality." + name + ".shared")).isZero();
    }
    assertThat(Toy.gradient(without.store(), "fusion")).isPositive();
  }

  @Test
  void partialDataAreRefusedWithTheReason() {
    assertThat(run(toy(), "{'name': 'jmvae'}").objective().needsComplete().orElse(""))
        .isEqualTo(
            "objective 'jmvae' infers codes from all modalities at once, and a sample that lacks"
                + " one has no such posterior");
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(Toy.plain(), "{'name': 'jmvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of one posterior of all modalities when it is"
                + " jmvae, got Mixture; set model.fusion: joint-encoder");
    assertThatThrownBy(() -> run(toy(), "{'name': 'jmvae', 'warmup': -1}"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective: warmup must be at least 0 epochs, got -1.0; 0 is no warm-up");
  }
}
