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
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MMVM against scalars written out, and its two divergences against an integral. */
@OnEngine
final class MmvmTest {
  private static final String[] NAMES = {"a", "b", "c"};

  private static Run three(String options) {
    return new Run(
        store -> Toy.plain().withOwn(1).model(store, NAMES),
        "{'name': 'mmvm'%s}".formatted(options));
  }

  /** Sample 0 has all, sample 1 lacks b. */
  private static Batch partial() {
    return Toy.missing(Toy.batch(2, 2, NAMES), "b", (byte) 1, (byte) 0);
  }

  @ParameterizedTest
  @CsvSource({
    "mixture, 2, 0",
    "mixture, 1, 0.3",
    "mixture, 1, 1",
    "pairwise, 2, 0",
    "pairwise, 1, 0.3"
  })
  void isTheFormula(String divergence, double beta, double alpha) {
    Run run =
        three(
            ", 'draws': 2, 'beta': %s, 'alpha': %s, 'divergence': '%s'"
                .formatted(beta, alpha, divergence));
    Scalars scalars = new Scalars(run, partial(), 3, divergence.equals("pairwise"));

    assertThat(run.value(partial(), 3)).isCloseTo(-scalars.total(beta, alpha), within(1e-10));
    assertThat(run.bound(partial(), 3)).isCloseTo(scalars.total(1, 0), within(1e-10));
  }

  @Test
  void defaultsAreTheMeanPosteriorAlone() {
    Batch batch = Toy.batch(4, 2, NAMES);

    double value = three("").value(batch, 3);

    String written = ", 'draws': 1, 'beta': 1.0, 'alpha': 0.0, 'divergence': 'mixture'";
    assertThat(three(written).value(batch, 3)).isEqualTo(value);
  }

  @Test
  void divergencesAgreeWithTheIntegral() {
    Run run =
        new Run(
            s -> new Toy(1, 0, "normal", "laplace", "{'name': 'mixture'}").model(s, "a", "b"),
            "{'name': 'mmvm', 'draws': 20000}");
    Run pairs =
        new Run(
            s -> new Toy(1, 0, "normal", "laplace", "{'name': 'mixture'}").model(s, "a", "b"),
            "{'name': 'mmvm', 'divergence': 'pairwise'}");
    Batch batch = Toy.batch(1, 4, "a", "b");
    double[] a = new Plain(run, batch).shared("a", 0);
    double[] b = new Plain(run, batch).shared("b", 0);

    double exact = integral(a, b);
    double bound = Plain.kl(a[0], a[1], b[0], b[1]) / 2;

    // draws of log q - log h are at most log 2 and vary by less than 1: 4 standard errors
    assertThat(run.log(batch, 5, "kl.a")).isCloseTo(exact, within(4 / Math.sqrt(20000)));
    assertThat(pairs.log(batch, 5, "kl.a")).isCloseTo(bound, within(1e-12));
    assertThat(exact).isPositive().isLessThan(Math.log(2)).isLessThan(bound);
  }

  private static double integral(double[] a, double[] b) {
    double h = 1e-3;
    double total = 0;
    for (double z = -30; z < 30; z += h) {
      double log = Plain.normal(z, a[0], a[1]);
      double mean = 0.5 * (Math.exp(log) + Math.exp(Plain.normal(z, b[0], b[1])));
      total += mean > 0 ? h * Math.exp(log) * (log - Math.log(mean)) : 0;
    }
    return total;
  }

  @Test
  void expertsFarApartFeelThePairwisePullAlone() {
    // given experts 60 standard deviations from each other
    Batch batch = Toy.batch(2, 2, "a", "b");
    double[] pull = new double[2];
    for (int i = 0; i < 2; i++) {
      Run run =
          new Run(
              s -> Toy.plain().model(s, "a", "b"),
              "[{'name': 'mmvm', 'divergence': '%s'}]".formatted(i == 0 ? "mixture" : "pairwise"));
      try (NoGrad off = NoGrad.open();
          Scalar far = new Scalar(60.0);
          Scalar zero = new Scalar(0.0)) {
        run.store().values().fill_(zero);
        Toy.parameter(run.store(), "modality.a.shared.bias").tensor().narrow(0, 0, 2).fill_(far);
      }

      run.gradient(batch, 3);

      Parameter bias = Toy.parameter(run.store(), "modality.a.shared.bias");
      pull[i] = Tensors.doubles(Gradients.at(bias))[0];
      assertThat(run.log(batch, 3, "kl.a"))
          .isCloseTo(i == 0 ? Math.log(2) : 2 * 0.5 * 3600 / 2, within(1e-9));
    }

    assertThat(pull[0]).isCloseTo(0, within(1e-12));
    assertThat(pull[1]).isCloseTo(60, within(1e-9)); // half of each expert's 60
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixture", "pairwise"})
  void equalExpertsHaveNoDivergence(String divergence) {
    Run run = three(", 'draws': 2, 'divergence': '%s'".formatted(divergence));
    Batch one = Toy.batch(3, 2, "a");
    Batch batch =
        new Batch(
            Map.of("a", one.of("a"), "b", one.of("a"), "c", one.of("a")), null, null, one.ids());
    try (NoGrad off = NoGrad.open()) {
      for (String part : new String[] {"shared.weight", "shared.bias"}) {
        for (String name : new String[] {"b", "c"}) {
          Toy.parameter(run.store(), "modality." + name + "." + part)
              .tensor()
              .copy_(Toy.parameter(run.store(), "modality.a." + part).tensor());
        }
      }
    }
    double own = 0;
    for (int b = 0; b < 3; b++) {
      own += Plain.klToStandard(new Plain(run, batch).own("a", b)) / 3;
    }

    // what is left is the KL of the private code
    assertThat(run.log(batch, 3, "kl.a")).isCloseTo(own, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", 'draws': {'b': 2}",
        ", 'alpha': 0.4",
        ", 'divergence': 'pairwise', 'alpha': 0.4"
      })
  void gradientMeetsCentralDifferences(String options) {
    three(options).checkGradient(partial(), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixture", "pairwise"})
  void missingModalityGetsNoGradient(String divergence) {
    Run run = three(", 'draws': 2, 'alpha': 0.2, 'divergence': '%s'".formatted(divergence));
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.own")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.c.decoder")).isPositive();
  }

  @Test
  void laplaceCodesWorkToo() {
    Run run = new Run(s -> Toy.plain().withFamily("laplace").model(s, NAMES), "{'name': 'mmvm'}");

    run.checkGradient(Toy.batch(2, 2, NAMES), 3);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> three(", 'alpha': 1.5"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective.alpha must be from 0 to 1, got 1.5; write alpha: 0");
    assertThatThrownBy(() -> three(", 'divergence': 'pairs'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.divergence must be a known choice, got 'pairs'; did you mean 'pairwise'?"
                + " choices: mixture, pairwise");
    assertThatThrownBy(
            () ->
                new Run(
                    s -> Toy.plain().withFusion("{'name': 'product'}").model(s, NAMES),
                    "{'name': 'mmvm'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of one component per modality when it is mmvm, got"
                + " Product; set model.fusion: mixture");
  }

  /** The formula in plain numbers, on the draws of a step of two draws. */
  private static final class Scalars {
    private static final int DRAWS = 2;
    private static final int SIZE = 2;
    private final Plain plain;
    private final boolean pairwise;
    private final double[] shared; // draw, modality, batch, 2
    private final double[][] own; // per modality: draw, modality, batch

    Scalars(Run run, Batch batch, long seed, boolean pairwise) {
      this.plain = new Plain(run, batch);
      this.pairwise = pairwise;
      MultimodalVae m = (MultimodalVae) run.model();
      Noise noise = Noise.of(seed, 0, 0);
      Experts x = m.encode(batch, noise);
      Draws z = m.draw(m.fusion().posterior(x), x, DRAWS, PrivateCodes.PRIOR, noise);
      shared = Tensors.doubles(z.shared());
      own = new double[3][];
      for (int k = 0; k < 3; k++) {
        own[k] = Tensors.doubles(Objects.requireNonNull(z.own().get(NAMES[k])));
      }
    }

    private static int[] there(int b) {
      return b == 0 ? new int[] {0, 1, 2} : new int[] {0, 2};
    }

    double total(double beta, double alpha) {
      double total = 0;
      for (int b = 0; b < SIZE; b++) {
        for (int m : there(b)) {
          total -= beta * Plain.klToStandard(plain.own(NAMES[m], b)) / SIZE;
          boolean closed = pairwise || alpha == 1;
          total -= closed ? beta * pairs(m, b, alpha) / SIZE : 0;
          for (int k = 0; k < DRAWS; k++) {
            int at = (k * 3 + m) * SIZE + b;
            double[] z = {shared[2 * at], shared[2 * at + 1]};
            double log = plain.logLikelihood(NAMES[m], b, z[0], z[1], own[m][at]);
            double kl = closed ? 0 : density(m, b, z) - mixture(b, z, alpha);
            total += (log - beta * kl) / DRAWS / SIZE;
          }
        }
      }
      return total;
    }

    private double density(int m, int b, double... z) {
      double[] raw = plain.shared(NAMES[m], b);
      return Plain.normal(z[0], raw[0], raw[2]) + Plain.normal(z[1], raw[1], raw[3]);
    }

    private double mixture(int b, double[] z, double alpha) {
      double sum = alpha * Math.exp(Plain.normal(z[0], 0, 0) + Plain.normal(z[1], 0, 0));
      for (int m : there(b)) {
        sum += (1 - alpha) * Math.exp(density(m, b, z)) / there(b).length;
      }
      return Math.log(sum);
    }

    private double pairs(int m, int b, double alpha) {
      double[] q = plain.shared(NAMES[m], b);
      double sum = alpha * Plain.klToStandard(q);
      for (int n : there(b)) {
        double[] p = plain.shared(NAMES[n], b);
        double kl = Plain.kl(q[0], q[2], p[0], p[2]) + Plain.kl(q[1], q[3], p[1], p[3]);
        sum += (1 - alpha) * kl / there(b).length;
      }
      return sum;
    }
  }
}
