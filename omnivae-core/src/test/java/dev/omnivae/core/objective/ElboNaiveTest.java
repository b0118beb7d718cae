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
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class ElboNaiveTest {
  private static Run run(Toy toy, String options) {
    return new Run(store -> toy.model(store, "a", "b"), "{'name': 'elbo-naive'" + options + "}");
  }

  @Test
  void isTheMeanOverExpertsOfAllLikelihoodsMinusTheExpertsKl() {
    Run run = run(Toy.plain(), "");
    Batch batch = Toy.batch(5, 2, "a", "b");
    MultimodalVae m = (MultimodalVae) run.model();

    // the formula written out, expert by expert, on the same draws
    var x = m.encode(batch, Noise.of(3, 0, 0));
    Tensor z = x.shared().sample(Noise.of(3, 0, 0).stream("shared"), 1).squeeze(0);
    double total = 0;
    for (int r = 0; r < 2; r++) {
      Tensor code = z.select(0, r);
      for (String d : new String[] {"a", "b"}) {
        var p = m.part(d).decoder().decode(code, null, Noise.of(0, 0, 0));
        total += Tensors.item(p.logProb(batch.of(d).value()).mean()) / 2;
      }
      var q = x.of(r == 0 ? "a" : "b").shared();
      var prior = (dev.omnivae.core.distribution.Factorised) m.prior(null);
      total -= Tensors.item(q.klTo(prior).sum(-1).mean()) / 2;
    }

    assertThat(run.value(batch, 3)).isCloseTo(-total, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", 'draws': {'b': 3}, 'beta': 0.5",
        ", 'components': 'random', 'draws': 2",
      })
  void gradientMeetsCentralDifferences(String options) {
    run(Toy.plain(), options).checkGradient(Toy.batch(3, 5, "a", "b"), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "auxiliary", "prior"})
  void gradientWithPrivateCodesMeetsCentralDifferences(String across) {
    for (String components : new String[] {"each", "random"}) {
      run(
              Toy.plain().withOwn(1),
              ", 'private_codes': '%s', 'components': '%s'".formatted(across, components))
          .checkGradient(Toy.batch(3, 5, "a", "b"), 7);
    }
  }

  @Test
  void privateKlCountsOnlyWhereThePosteriorWasUsed() {
    // given private codes from the prior across modalities, component r pays for its own alone
    Batch batch = Toy.batch(4, 2, "a", "b");
    Run own = run(Toy.plain().withOwn(1), ", 'private_codes': 'own'");
    Run prior = run(Toy.plain().withOwn(1), ", 'private_codes': 'prior'");

    double ownKl = own.log(batch, 3, "kl.a");
    double priorKl = prior.log(batch, 3, "kl.a");
    double other = own.log(batch, 3, "kl.b") - prior.log(batch, 3, "kl.b");

    MultimodalVae m = (MultimodalVae) own.model();
    var heads = m.encode(batch, Noise.of(0, 0, 0));
    double[] kl = new double[2];
    for (int i = 0; i < 2; i++) {
      var head = Objects.requireNonNull(heads.of(i == 0 ? "a" : "b").own());
      var space = Objects.requireNonNull(m.part("a").own());
      kl[i] = Tensors.item(head.apply(batch.of("a").value()).klTo(space.prior()).sum(-1).mean());
    }
    assertThat(ownKl - priorKl).isCloseTo(kl[1], within(1e-12));
    assertThat(other).isCloseTo(kl[0], within(1e-12));
  }

  @Test
  void missingModalityGetsNoGradientAndItsExpertNoVote() {
    Run run = run(Toy.plain(), "");
    Batch all = Toy.batch(3, 2, "a", "b");
    Batch batch = Toy.missing(all, "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.shared")).isPositive();
    // what is left is the ELBO of the other modality, whatever fills the place of the missing one
    Run single = new Run(store -> Toy.plain().model(store, "a"), "{'name': 'elbo'}");
    Batch alone = new Batch(Map.of("a", all.of("a")), null, null, all.ids());
    assertThat(run.log(batch, 3, "kl.a")).isCloseTo(single.log(alone, 3, "kl.a"), within(1e-12));
    assertThat(run.value(batch, 3))
        .isCloseTo(
            run.log(batch, 3, "kl.a") - run.log(batch, 3, "log_likelihood.a"), within(1e-12));
  }

  @Test
  void partlyMissingBatchAveragesOverWhatIsThere() {
    Run run = run(Toy.plain(), "");
    Batch all = Toy.batch(2, 2, "a", "b");

    // given b known of the first sample alone
    double mixed = run.log(Toy.missing(all, "b", (byte) 1, (byte) 0), 3, "kl.b");
    double second = run.log(Toy.missing(all, "b", (byte) 0, (byte) 1), 3, "kl.b");

    assertThat((mixed + second) / 2).isCloseTo(run.log(all, 3, "kl.b"), within(1e-12));
    assertThat(mixed).isNotCloseTo(second, within(1e-6));
  }

  @Test
  void randomComponentIsRightOnAverage() {
    Run each = run(Toy.plain(), "");
    Run random = run(Toy.plain(), ", 'components': 'random'");
    Batch batch = Toy.batch(8, 2, "a", "b");
    int n = 400;

    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      // the same draws of z, so that only the choice differs
      double difference = random.value(batch, i) - each.value(batch, i);
      sum += difference;
      squares += difference * difference;
    }
    double error = Math.sqrt((squares / n - (sum / n) * (sum / n)) / n);

    assertThat(error).isPositive();
    assertThat(sum / n).isCloseTo(0, within(4 * error));
  }

  @Test
  void randomComponentSplitsTheBatchEvenlyAndSkipsTheMissing() {
    Run run = run(Toy.plain(), "");
    MultimodalVae m = (MultimodalVae) run.model();
    Batch batch = Toy.missing(Toy.batch(6, 2, "a", "b"), "a", new byte[] {1, 1, 1, 1, 0, 0});
    var q = m.fusion().posterior(m.encode(batch, Noise.of(0, 0, 0)));
    Tensor which = Tensors.of(new double[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, 2, 6);

    for (int seed = 0; seed < 20; seed++) {
      double[] chosen = Tensors.doubles(new RandomComponent(q, Noise.of(seed, 0, 0)).choose(which));
      // only b is there for the last two; the other four at places b/6 + U split 2:2 or 1:3
      assertThat(chosen[4] + chosen[5]).isEqualTo(2);
      assertThat(chosen[0] + chosen[1] + chosen[2] + chosen[3]).isBetween(1.0, 3.0);
    }
  }

  @Test
  void drawsPerModalityIgnoreSurplusDraws() {
    // given three draws of b and one of a, a's second and third draw must not matter
    Tensor values = Tensors.of(new double[] {1, 2, 10, 3, 100, 4}, 3, 2, 1);

    Tensor mean = DrawCounts.of(1, 3).mean(values);

    assertThat(Tensors.doubles(mean)).containsExactly(new double[] {1, 3}, within(1e-15));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(Toy.plain(), ", 'draws': {'svhm': 2}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.draws must name modalities, got 'svhm'; did you mean 'a'? choices: a, b");
    assertThatThrownBy(() -> run(Toy.plain(), ", 'draws': {'a': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.draws.a must be a whole number of at least 1, got 0; write 1, or more for a"
                + " tighter bound");
    assertThatThrownBy(() -> run(Toy.plain(), ", 'private_codes': 'mine'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.private_codes must be a known choice, got 'mine'; did you mean 'own'?"
                + " choices: auxiliary, own, prior");
    assertThatThrownBy(() -> run(Toy.plain(), ", 'components': 'some'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.components must be a known choice, got 'some'; did you mean 'each'?"
                + " choices: each, random");
  }
}
