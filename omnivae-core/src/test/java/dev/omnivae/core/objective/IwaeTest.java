package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The importance-weighted bound and its doubly reparameterised gradient. */
@OnEngine
final class IwaeTest {
  private static Run two(String json) {
    return new Run(store -> Toy.plain().model(store, "a", "b"), json);
  }

  private static Run one(String json) {
    return new Run(store -> Toy.plain().withLikelihood("normal").model(store, "a"), json);
  }

  @Test
  void isLogMeanExpOfJointOverMixtureDensity() {
    Run looser = two("{'name': 'iwae', 'draws': 3}");
    Run tight = two("{'name': 'iwae', 'draws': 3, 'bound': 'tight'}");
    Batch batch = Toy.batch(1, 2, "a", "b");
    MultimodalVae m = (MultimodalVae) looser.model();

    // the formula written out on the same draws
    var x = m.encode(batch, Noise.of(3, 0, 0));
    Tensor z = x.shared().sample(Noise.of(3, 0, 0).stream("shared"), 3);
    double outside = 0;
    double inside = 0;
    for (int r = 0; r < 2; r++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        Tensor code = z.select(0, k).select(0, r); // (batch = 1, latent)
        double log = Tensors.item(m.prior(null).logProb(code));
        for (String d : new String[] {"a", "b"}) {
          var p = m.part(d).decoder().decode(code, null, Noise.of(0, 0, 0));
          log += Tensors.item(p.logProb(batch.of(d).value()));
        }
        double qa = Math.exp(Tensors.item(x.of("a").shared().logProb(code)));
        double qb = Math.exp(Tensors.item(x.of("b").shared().logProb(code)));
        sum += Math.exp(log - Math.log((qa + qb) / 2)) / 3;
      }
      outside += Math.log(sum) / 2;
      inside += sum / 2;
    }

    assertThat(looser.value(batch, 3)).isCloseTo(-outside, within(1e-10));
    assertThat(looser.bound(batch, 3)).isCloseTo(outside, within(1e-10));
    assertThat(tight.value(batch, 3)).isCloseTo(-Math.log(inside), within(1e-10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'draws': 3, 'bound': 'looser'",
        "'draws': 3, 'bound': 'tight'",
        "'draws': {'b': 3}, 'bound': 'tight', 'beta': 0.5",
      })
  void gradientMeetsCentralDifferences(String options) {
    two("{'name': 'iwae', %s}".formatted(options)).checkGradient(Toy.batch(3, 5, "a", "b"), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "auxiliary", "prior"})
  void gradientWithPrivateCodesMeetsCentralDifferences(String across) {
    new Run(
            store -> Toy.plain().withOwn(1).model(store, "a", "b"),
            "{'name': 'iwae', 'draws': 2, 'private_codes': '%s'}".formatted(across))
        .checkGradient(Toy.batch(2, 5, "a", "b"), 7);
  }

  @Test
  void looserIsNeverAboveTight() {
    Batch batch = Toy.batch(6, 2, "a", "b");
    for (int seed = 0; seed < 10; seed++) {
      double looser = two("{'name': 'iwae', 'draws': 3}").bound(batch, seed);
      double tight = two("{'name': 'iwae', 'draws': 3, 'bound': 'tight'}").bound(batch, seed);
      assertThat(looser).isLessThan(tight);
    }
  }

  @Test
  void oneDrawOfOneModalityIsTheElboInExpectation() {
    Run iwae = one("{'name': 'iwae', 'draws': 1}");
    Run elbo = one("{'name': 'elbo'}");
    Batch batch = Toy.batch(8, 2, "a");
    int n = 400;

    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      // on the same draws only the KL differs: from the draw, or closed
      double difference = iwae.value(batch, i) - elbo.value(batch, i);
      sum += difference;
      squares += difference * difference;
    }
    double error = Math.sqrt((squares / n - (sum / n) * (sum / n)) / n);

    assertThat(error).isPositive();
    assertThat(sum / n).isCloseTo(0, within(4 * error));
  }

  @Test
  void moreDrawsTightenTheBoundTowardsTheEvidence() {
    // given linear Gaussian encoders and decoders, log p(x) is known: x ~ N(b, W Wᵀ + 0.75² I)
    Run run = one("{'name': 'iwae', 'draws': 3000}");
    Batch batch = Toy.batch(1, 2, "a");
    double[] w = Tensors.doubles(Toy.parameter(run.store(), "modality.a.decoder.weight").tensor());
    double[] b = Tensors.doubles(Toy.parameter(run.store(), "modality.a.decoder.bias").tensor());
    double[] x = Tensors.doubles(batch.of("a").value());
    double s00 = w[0] * w[0] + w[1] * w[1] + 0.5625;
    double s11 = w[2] * w[2] + w[3] * w[3] + 0.5625;
    double s01 = w[0] * w[2] + w[1] * w[3];
    double determinant = s00 * s11 - s01 * s01;
    double d0 = x[0] - b[0];
    double d1 = x[1] - b[1];
    double distance = (d0 * d0 * s11 - 2 * d0 * d1 * s01 + d1 * d1 * s00) / determinant;
    double evidence = -0.5 * (distance + Math.log(determinant)) - Math.log(2 * Math.PI);

    double gap = 0;
    try (NoGrad off = NoGrad.open()) {
      for (int seed = 0; seed < 20; seed++) {
        gap += (evidence - run.bound(batch, seed)) / 20;
      }
      double elbo = one("{'name': 'elbo', 'draws': 3000}").bound(batch, 0);
      assertThat(evidence - elbo).isGreaterThan(0.1);
    }

    // the bias of 3,000 draws is var(w) / 2K, below 0.01 here, and noise of 20 seeds about the same
    assertThat(gap).isCloseTo(0, within(0.02));
  }

  @Test
  void withoutBetaWeightsAreLikelihoods() {
    Run run = one("{'name': 'iwae', 'draws': 1, 'beta': 0}");
    Batch batch = Toy.batch(4, 2, "a");

    assertThat(run.value(batch, 3))
        .isCloseTo(-run.log(batch, 3, "log_likelihood.a"), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iwae", "dreg"})
  void missingModalityGetsNoGradient(String name) {
    for (String bound : new String[] {"looser", "tight"}) {
      Run run = two("{'name': '%s', 'draws': 2, 'bound': '%s'}".formatted(name, bound));
      Batch batch = Toy.missing(Toy.batch(3, 2, "a", "b"), "b", (byte) 0, (byte) 0, (byte) 0);

      run.gradient(batch, 3);

      assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
      assertThat(Toy.gradient(run.store(), "modality.a.shared")).isPositive();
    }
  }

  @Test
  void dregReportsTheBoundAndMinimisesTheSurrogate() {
    Batch batch = Toy.batch(3, 2, "a", "b");
    for (String bound : new String[] {"looser", "tight"}) {
      String options = "'draws': 3, 'bound': '%s'}".formatted(bound);
      Run dreg = two("{'name': 'dreg', " + options);
      Run iwae = two("{'name': 'iwae', " + options);

      assertThat(dreg.bound(batch, 3)).isCloseTo(iwae.bound(batch, 3), within(1e-12));
      assertThat(dreg.value(batch, 3)).isNotCloseTo(iwae.value(batch, 3), within(1e-3));
      assertThat(dreg.log(batch, 3, "kl.b")).isCloseTo(iwae.log(batch, 3, "kl.b"), within(1e-12));
      assertThat(dreg.log(batch, 3, "effective_draws")).isBetween(1.0, 6.0);
    }
  }

  @Test
  void dregHasTheGradientOfTheBoundInExpectation() {
    // given one modality, where the identity holds
    Run dreg = one("{'name': 'dreg', 'draws': 4}");
    Run iwae = one("{'name': 'iwae', 'draws': 4}");
    Batch batch = Toy.batch(2, 2, "a");
    int n = 400;
    int length = dreg.gradient(batch, 0).length;
    double[] sum = new double[length];
    double[] squares = new double[length];

    for (int i = 0; i < n; i++) {
      double[] a = dreg.gradient(batch, i);
      double[] b = iwae.gradient(batch, i);
      for (int j = 0; j < length; j++) {
        double difference = a[j] - b[j];
        sum[j] += difference;
        squares[j] += difference * difference;
      }
    }

    boolean differs = false;
    for (int j = 0; j < length; j++) {
      double mean = sum[j] / n;
      double error = Math.sqrt(Math.max(0, squares[j] / n - mean * mean) / n);
      differs |= error > 1e-6;
      // 4.5 standard errors: 14 parameters, seeds fixed
      assertThat(mean).as("parameter %d", j).isCloseTo(0, within(4.5 * error + 1e-12));
    }
    assertThat(differs).isTrue();
  }

  @Test
  void dregWithOneDrawHasThePathwiseGradientAlone() {
    // given one draw, its weight is 1: nothing is rescaled, the density is detached
    Run dreg = one("{'name': 'dreg', 'draws': 1}");
    Run iwae = one("{'name': 'iwae', 'draws': 1}");
    Batch batch = Toy.batch(2, 2, "a");

    double[] a = dreg.gradient(batch, 5);
    double[] b = iwae.gradient(batch, 5);

    assertThat(dreg.value(batch, 5)).isCloseTo(iwae.value(batch, 5), within(1e-12));
    int decoder = a.length - 6; // weight 2 x 2, bias 2
    for (int j = decoder; j < a.length; j++) {
      assertThat(a[j]).isCloseTo(b[j], within(1e-12));
    }
  }

  @Test
  void dregRunsWhereGradientsAreOff() {
    try (NoGrad off = NoGrad.open()) {
      Run run = two("{'name': 'dreg', 'draws': 2}");
      assertThat(run.bound(Toy.batch(3, 2, "a", "b"), 3)).isFinite();
    }
  }

  @Test
  void dregSurvivesManySteps() {
    // JavaCPP lends ten callbacks of a class at a time: a hook that leaks fails on the eleventh
    // step
    Run run =
        new Run(
            store -> Toy.plain().withOwn(1).model(store, "a", "b"),
            "{'name': 'dreg', 'draws': 2, 'private_codes': 'auxiliary'}");
    for (int i = 0; i < 30; i++) {
      double[] gradient = run.gradient(Toy.batch(2, i, "a", "b"), i);
      assertThat(gradient).doesNotContain(Double.NaN);
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> two("{'name': 'iwae', 'draws': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.draws must be a whole number of at least 1, got 0; write 1, or more for a"
                + " tighter bound");
    assertThatThrownBy(() -> two("{'name': 'dreg', 'bound': 'loose'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.bound must be a known choice, got 'loose'; did you mean 'looser'? choices:"
                + " looser, tight");
  }
}
