package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CoDE-VAE's objective against scalars written out; where gradients of weights go. */
@OnEngine
final class CodeTest {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final double[] WEIGHTS = {0.3, -0.5, 0.1, 0.9, -1.2, 0.4, 0.7};

  private static Run three(String options) {
    Run run =
        new Run(
            store -> Toy.plain().withOwn(1).withFusion("{'name': 'consensus'}").model(store, NAMES),
            "{'name': 'code'%s}".formatted(options));
    try (NoGrad off = NoGrad.open()) {
      Toy.parameter(run.store(), "fusion.weights").tensor().copy_(Tensors.of(WEIGHTS, 7));
    }
    return run;
  }

  /** Sample 0 has all, sample 1 lacks b. */
  private static Batch partial() {
    return Toy.missing(Toy.batch(2, 2, NAMES), "b", (byte) 1, (byte) 0);
  }

  @Test
  void isTheFormula() {
    Run run = three(", 'draws': 2, 'beta': 2.5, 'entropy': 30");
    Scalars scalars = new Scalars(run, partial(), 3);

    assertThat(run.value(partial(), 3))
        .isCloseTo(-scalars.elbo(2.5) - 30 * scalars.entropy(), within(1e-9));
    assertThat(run.bound(partial(), 3)).isCloseTo(scalars.elbo(1), within(1e-9));
  }

  @Test
  void defaultsAreThoseOfTheProgram() {
    Batch batch = Toy.batch(4, 2, NAMES);

    double value = three("").value(batch, 3);

    String written = ", 'draws': 1, 'beta': 5.0, 'entropy': 1000.0, 'private_codes': 'own'";
    assertThat(three(written).value(batch, 3)).isEqualTo(value);
  }

  @Test
  void weightsAreLogged() {
    Run run = three("");
    Batch batch = Toy.batch(2, 2, NAMES);
    double sum = 0;
    for (double w : WEIGHTS) {
      sum += Math.exp(w);
    }

    assertThat(run.log(batch, 3, "weight.b")).isCloseTo(Math.exp(-0.5) / sum, within(1e-12));
    assertThat(run.log(batch, 3, "weight.a+b+c")).isCloseTo(Math.exp(0.7) / sum, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'draws': {'b': 2}, 'entropy': 3", ", 'private_codes': 'prior'"})
  void gradientMeetsCentralDifferences(String options) {
    three(options).checkGradient(partial(), 7);
  }

  @Test
  void withoutEntropyTheBestSubsetGains() {
    // given a gradient step on the weights alone
    Run run = three(", 'entropy': 0");
    Batch batch = Toy.batch(8, 2, NAMES);
    run.gradient(batch, 3);
    double[] slope = Tensors.doubles(Gradients.at(Toy.parameter(run.store(), "fusion.weights")));

    // when compared with each subset's own ELBO: dL/dw_S = -π_S (ELBO_S - Σ π ELBO)
    Scalars scalars = new Scalars(run, batch, 3, 1);
    double[] each = scalars.each(5);
    double[] pi = scalars.weights(0);
    double mean = 0;
    for (int c = 0; c < 7; c++) {
      mean += pi[c] * each[c];
    }
    for (int c = 0; c < 7; c++) {
      assertThat(slope[c]).isCloseTo(-pi[c] * (each[c] - mean), within(1e-9));
    }
  }

  @Test
  void missingModalityGetsNoGradient() {
    Run run = three(", 'draws': 2");
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.own")).isPositive();
    double[] weights = Tensors.doubles(Gradients.at(Toy.parameter(run.store(), "fusion.weights")));
    // subsets b, a+b, b+c and all are gone or repeat a, c and a+c
    for (int gone : new int[] {1, 2, 5, 6}) {
      assertThat(weights[gone]).isZero();
    }
    assertThat(weights[0]).isNotZero().isFinite();
  }

  @Test
  void oneModalityAloneHasNoEntropy() {
    Batch batch = Toy.batch(2, 2, NAMES).given(Set.of("c"));

    double low = three(", 'entropy': 0").value(batch, 3);

    assertThat(three(", 'entropy': 1000").value(batch, 3)).isCloseTo(low, within(1e-9));
    three("").checkGradient(batch, 3);
  }

  @Test
  void inferenceIsTheConsensusOfWhatIsGiven() {
    Run run = three("");
    MultimodalVae m = (MultimodalVae) run.model();
    Batch batch = Toy.batch(2, 2, NAMES).given(Set.of("a", "c"));
    Experts x = m.encode(batch, Noise.of(1, 0, 0));

    Latents z = m.infer(batch, 20000, Noise.of(1, 0, 0));

    double[] mean = Tensors.doubles(z.shared().mean(0L));
    double[] expected = Tensors.doubles(m.fusion().inference(x).components().mean());
    // standard deviations of at most e over 20000 draws: 5 standard errors
    assertThat(mean).containsExactly(expected, within(5 * Math.E / Math.sqrt(20000)));
    // the density of the proposal is of the same one component
    double log = Tensors.item(m.logProposal(z, batch).select(0, 0).select(0, 0));
    double shared =
        Tensors.item(
            m.fusion()
                .inference(x)
                .logProb(z.shared().unsqueeze(1))
                .select(0, 0)
                .select(0, 0)
                .select(0, 0));
    double own = 0;
    for (String name : new String[] {"a", "c"}) {
      double[] raw = new Plain(run, batch).own(name, 0);
      own +=
          Plain.normal(
              Tensors.item(z.of(Latents.own(name)).select(0, 0).select(0, 0)), raw[0], raw[1]);
    }
    own += Plain.normal(Tensors.item(z.of(Latents.own("b")).select(0, 0).select(0, 0)), 0, 0);
    assertThat(log).isCloseTo(shared + own, within(1e-10));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> new Run(s -> Toy.plain().model(s, NAMES), "{'name': 'code'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of learned weights of subsets when it is code, got"
                + " Mixture; set model.fusion: consensus");
  }

  /** The formula in plain numbers, on the draws of a step. */
  private static final class Scalars {
    private final Plain plain;
    private final int size;
    private final int draws;
    private final boolean missing;
    private final double[] shared; // draw, subset, batch, 2
    private final double[][] own; // per modality: draw, subset, batch
    private final Posterior q;

    Scalars(Run run, Batch batch, long seed) {
      this(run, batch, seed, 2);
    }

    Scalars(Run run, Batch batch, long seed, int draws) {
      this.plain = new Plain(run, batch);
      this.size = (int) batch.size();
      this.draws = draws;
      this.missing = batch.of("b").available() != null;
      MultimodalVae m = (MultimodalVae) run.model();
      Noise noise = Noise.of(seed, 0, 0);
      Experts x = m.encode(batch, noise);
      q = m.fusion().posterior(x); // its components are tested beside the fusion
      Draws z = m.draw(q, x, draws, PrivateCodes.OWN, noise);
      shared = Tensors.doubles(z.shared());
      own = new double[3][];
      for (int k = 0; k < 3; k++) {
        own[k] = Tensors.doubles(Objects.requireNonNull(z.own().get(NAMES[k])));
      }
    }

    private List<Integer> there(int b) {
      return missing && b == 1 ? List.of(0, 2) : List.of(0, 1, 2);
    }

    /** π of a sample. */
    double[] weights(int b) {
      double[] weights = new double[7];
      double sum = 0;
      for (int bits = 1; bits < 8; bits++) {
        boolean counts = there(b).size() == 3 || (bits & 2) == 0;
        weights[bits - 1] = counts ? Math.exp(WEIGHTS[bits - 1]) : 0;
        sum += weights[bits - 1];
      }
      for (int c = 0; c < 7; c++) {
        weights[c] /= sum;
      }
      return weights;
    }

    double entropy() {
      double h = 0;
      for (int b = 0; b < size; b++) {
        for (double w : weights(b)) {
          h -= w > 0 ? w * Math.log(w) / size : 0;
        }
      }
      return h;
    }

    double elbo(double beta) {
      double total = 0;
      for (int b = 0; b < size; b++) {
        for (int c = 0; c < 7; c++) {
          total += weights(b)[c] * elbo(c, b, beta) / size;
        }
      }
      return total;
    }

    /** Mean ELBO of every subset over the batch. */
    double[] each(double beta) {
      double[] each = new double[7];
      for (int b = 0; b < size; b++) {
        for (int c = 0; c < 7; c++) {
          each[c] += elbo(c, b, beta) / size;
        }
      }
      return each;
    }

    private double elbo(int c, int b, double beta) {
      double[] mean = Tensors.doubles(q.components().mean().select(0, c).select(0, b));
      double[] deviation =
          Tensors.doubles(q.factorised().standardDeviation().select(0, c).select(0, b));
      double kl = 0;
      for (int i = 0; i < 2; i++) {
        kl += Plain.kl(mean[i], 2 * Math.log(deviation[i]), 0, 0);
      }
      double likelihood = 0;
      for (int m : there(b)) {
        kl += Plain.klToStandard(plain.own(NAMES[m], b));
        for (int k = 0; k < draws; k++) {
          int at = (k * 7 + c) * size + b;
          double[] code = {shared[2 * at], shared[2 * at + 1], own[m][at]};
          likelihood += plain.logLikelihood(NAMES[m], b, code) / draws;
        }
      }
      return likelihood - beta * kl;
    }
  }
}
