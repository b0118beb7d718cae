package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class MopoeTest {
  private static final String FUSION = "{'name': 'mixture-of-products'}";

  private static Run run(Toy toy, String fusion, String name, String options) {
    return new Run(
        store -> toy.withFusion(fusion).model(store, "a", "b"),
        "{'name': '" + name + "'" + options + "}");
  }

  private static Run two(String options) {
    return run(Toy.plain(), FUSION, "mopoe", options);
  }

  @Test
  void everySubsetsDrawDecodesAllAndTheKlIsTheirMean() {
    Run run = two(", 'components': 'each', 'beta': 0.5");
    Batch batch = Toy.batch(5, 2, "a", "b");
    MultimodalVae m = (MultimodalVae) run.model();

    Posterior q = m.fusion().posterior(m.encode(batch, Noise.of(3, 0, 0)));
    Tensor z = q.components().sample(Noise.of(3, 0, 0).stream("shared"), 1).select(0, 0);
    var prior = (Factorised) m.prior(null);
    double total = -0.5 * Tensors.item(q.factorised().klTo(prior).sum(-1).mean());
    for (int c = 0; c < 3; c++) {
      for (String d : new String[] {"a", "b"}) {
        var p = m.part(d).decoder().decode(z.select(0, c), null, Noise.of(0, 0, 0));
        total += Tensors.item(p.logProb(batch.of(d).value()).mean()) / 3;
      }
    }

    assertThat(run.value(batch, 3)).isCloseTo(-total, within(1e-12));
  }

  @Test
  void theKlIsOfAllSubsetsWhicheverIsDecoded() {
    // given decoders that ignore z, only the KL could vary with the choice
    Run mopoe = two("");
    Run naive = run(Toy.plain(), FUSION, "elbo-naive", ", 'components': 'random'");
    Constants.set(mopoe.store(), Constants.GOLDEN);
    Constants.set(naive.store(), Constants.GOLDEN);
    Batch batch = Toy.batch(1, 2, "a", "b");

    double first = mopoe.value(batch, 0);
    boolean varies = false;
    for (int seed = 1; seed < 20; seed++) {
      assertThat(mopoe.value(batch, seed)).isCloseTo(first, within(1e-12));
      varies |= Math.abs(naive.value(batch, seed) - naive.value(batch, 0)) > 0.1;
    }

    assertThat(varies).isTrue();
    // golden kl.q0.standard, kl.q1.standard, kl.joint.standard
    double mean = (3.3068528194400546 + 4.943147180559945 + 3.796290731874155) / 3;
    double likelihood =
        mopoe.log(batch, 0, "log_likelihood.a") + mopoe.log(batch, 0, "log_likelihood.b");
    assertThat(first).isCloseTo(mean - likelihood, within(1e-9));
  }

  @Test
  void oneSubsetPerExampleIsRightOnAverage() {
    Run each = two(", 'components': 'each'");
    Run random = two("");
    Batch batch = Toy.missing(Toy.batch(4, 2, "a", "b"), "a", new byte[] {1, 1, 1, 0});
    int n = 400;

    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < n; seed++) {
      // the same draws of z, so that only the choice differs
      double difference = random.value(batch, seed) - each.value(batch, seed);
      sum += difference;
      squares += difference * difference;
    }
    double error = Math.sqrt((squares / n - (sum / n) * (sum / n)) / n);

    assertThat(error).isPositive();
    assertThat(sum / n).isCloseTo(0, within(4 * error));
  }

  @Test
  void withSingleModalitiesItIsTheNaiveElboOfTheMixture() {
    String singletons = "{'name': 'mixture-of-products', 'subsets': [['a'], ['b']]}";
    Run mopoe = run(Toy.plain(), singletons, "mopoe", ", 'components': 'each'");
    Run mixture = run(Toy.plain(), "{'name': 'mixture'}", "elbo-naive", "");
    Batch batch = Toy.missing(Toy.batch(3, 2, "a", "b"), "b", (byte) 1, (byte) 0, (byte) 1);

    assertThat(mopoe.value(batch, 5)).isCloseTo(mixture.value(batch, 5), within(1e-12));
    assertThat(mopoe.gradient(batch, 5)).containsExactly(mixture.gradient(batch, 5), within(1e-12));
  }

  @Test
  void withTheFullSetItIsTheElboOfTheProduct() {
    String full = "{'name': 'mixture-of-products', 'subsets': [['a', 'b']], 'prior': 'full'}";
    Run mopoe = run(Toy.plain(), full, "mopoe", "");
    Run product = run(Toy.plain(), "{'name': 'product', 'prior': true}", "elbo-naive", "");
    Batch batch = Toy.batch(3, 2, "a", "b");

    assertThat(mopoe.value(batch, 5)).isCloseTo(product.value(batch, 5), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "auxiliary", "prior"})
  void gradientMeetsCentralDifferences(String across) {
    for (String components : new String[] {"each", "random"}) {
      run(
              Toy.plain().withOwn(1),
              FUSION,
              "mopoe",
              ", 'draws': 2, 'private_codes': '%s', 'components': '%s'"
                  .formatted(across, components))
          .checkGradient(Toy.batch(3, 5, "a", "b"), 7);
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> two(", 'components': 'rand'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.components must be a known choice, got 'rand'; did you mean 'random'?"
                + " choices: each, random");
  }
}
