package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DMVAE against scalars written out. */
@OnEngine
final class DmvaeTest {
  private static final String[] NAMES = {"a", "b", "c"};

  private static Run three(String prior, String options) {
    return new Run(
        store ->
            Toy.plain()
                .withOwn(1)
                .withFusion("{'name': 'product', 'prior': %s}".formatted(prior))
                .model(store, NAMES),
        "{'name': 'dmvae'%s}".formatted(options));
  }

  /** Sample 0 has all, sample 1 lacks b, sample 2 has c alone. */
  private static Batch partial() {
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 1, (byte) 0, (byte) 0);
    return Toy.missing(batch, "a", (byte) 1, (byte) 1, (byte) 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "'several'"})
  void isThePublishedFormula(String prior) {
    Run run = three(prior, ", 'draws': 2, 'beta': 2, 'private_beta': {'a': 3, 'c': 0.5}");
    Scalars scalars = new Scalars(run, partial(), 3, prior);

    assertThat(run.value(partial(), 3))
        .isCloseTo(-scalars.total(2, new double[] {3, 1, 0.5}), within(1e-10));
    assertThat(run.bound(partial(), 3)).isCloseTo(scalars.joint(), within(1e-10));
  }

  @Test
  void defaultsAreThePublishedOnes() {
    Batch batch = Toy.batch(4, 2, NAMES);

    double value = three("'several'", "").value(batch, 3);

    String written = ", 'draws': 1, 'beta': 1.0, 'private_beta': 1.0";
    assertThat(three("'several'", written).value(batch, 3)).isEqualTo(value);
  }

  @Test
  void privateBetaMayFollowASchedule() {
    Batch batch = Toy.batch(4, 2, NAMES);
    String rising = "{'schedule': 'linear', 'from': 0, 'to': 4, 'epochs': 4}";
    Run all = three("true", ", 'private_beta': " + rising);
    Run one = three("true", ", 'private_beta': {'a': %s, 'b': 3, 'c': 3}".formatted(rising));

    double expected = three("true", ", 'private_beta': 3").value(batch, 3);

    for (Run run : new Run[] {all, one}) {
      double at = Tensors.item(Run.total(run.loss(batch, 3, 3)));
      assertThat(at).isCloseTo(expected, within(1e-12));
      assertThat(run.value(batch, 3)).isLessThan(expected - 0.01); // at epoch 0
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'draws': 3", ", 'draws': {'b': 2}, 'private_beta': 2.5"})
  void gradientMeetsCentralDifferences(String options) {
    three("'several'", options).checkGradient(partial(), 7);
  }

  @Test
  void missingModalityGetsNoGradient() {
    Run run = three("'several'", ", 'draws': 2");
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.own")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.c.decoder")).isPositive();
  }

  @Test
  void worksWithoutPrivateCodes() {
    Run run =
        new Run(
            store -> Toy.plain().withFusion("{'name': 'product'}").model(store, NAMES),
            "{'name': 'dmvae'}");

    run.checkGradient(Toy.batch(2, 2, NAMES), 3);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> three("true", ", 'private_beta': {'d': 2}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.private_beta must name modalities, got 'd'; did you mean 'a'? choices: a, b,"
                + " c");
    assertThatThrownBy(() -> three("'sometimes'", ""))
        .isInstanceOf(InputException.class)
        .hasMessage("prior must be true, false or several, got \"sometimes\"; write prior: true");
    assertThatThrownBy(() -> new Run(s -> Toy.plain().model(s, NAMES), "{'name': 'dmvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of posteriors of any subsets when it is dmvae, got"
                + " Mixture; set model.fusion: {name: product}");
  }

  /** The formula in plain numbers, on the draws of a step of two draws. */
  private static final class Scalars {
    private static final int DRAWS = 2;
    private static final int TERMS = 4; // joint, a, b, c
    private static final int SIZE = 3;
    private final Plain plain;
    private final String prior;
    private final boolean[][] there = {
      {true, true, true}, {true, false, true}, {false, false, true}
    };
    private final double[] shared; // draw, term, batch, 2
    private final double[][] own; // per modality: draw, term, batch

    Scalars(Run run, Batch batch, long seed, String prior) {
      this.plain = new Plain(run, batch);
      this.prior = prior;
      MultimodalVae m = (MultimodalVae) run.model();
      Noise noise = Noise.of(seed, 0, 0);
      Experts x = m.encode(batch, noise);
      Subsets terms = Subsets.full(3).and(Subsets.singletons(3));
      Draws z = m.draw(m.fusion().posterior(x, terms), x, DRAWS, PrivateCodes.OWN, noise);
      shared = Tensors.doubles(z.shared());
      own = new double[3][];
      for (int k = 0; k < 3; k++) {
        own[k] = Tensors.doubles(Objects.requireNonNull(z.own().get(NAMES[k])));
      }
    }

    double total(double beta, double[] privateBeta) {
      double total = 0;
      for (int b = 0; b < SIZE; b++) {
        for (int t = 0; t < TERMS; t++) {
          total += t == 0 || there[b][t - 1] ? elbo(t, b, beta, privateBeta) / SIZE : 0;
        }
      }
      return total;
    }

    double joint() {
      double total = 0;
      for (int b = 0; b < SIZE; b++) {
        total += elbo(0, b, 1, new double[] {1, 1, 1}) / SIZE;
      }
      return total;
    }

    private double elbo(int term, int b, double beta, double[] privateBeta) {
      double elbo = -beta * Plain.klToStandard(posterior(term, b));
      for (int m = 0; m < 3; m++) {
        if (there[b][m]) {
          for (int k = 0; k < DRAWS; k++) {
            int at = (k * TERMS + term) * SIZE + b;
            double[] code = {shared[2 * at], shared[2 * at + 1], own[m][at]};
            elbo += plain.logLikelihood(NAMES[m], b, code) / DRAWS;
          }
          elbo -= privateBeta[m] * Plain.klToStandard(plain.own(NAMES[m], b));
        }
      }
      return elbo;
    }

    /** Product of the members that are there, two means and two log variances. */
    private double[] posterior(int term, int b) {
      double[] precision = new double[2];
      double[] sum = new double[2];
      int members = 0;
      for (int m = 0; m < 3; m++) {
        if (there[b][m] && (term == 0 || term == m + 1)) {
          double[] raw = plain.shared(NAMES[m], b);
          members++;
          for (int i = 0; i < 2; i++) {
            precision[i] += Math.exp(-raw[2 + i]);
            sum[i] += raw[i] * Math.exp(-raw[2 + i]);
          }
        }
      }
      double more = prior.equals("true") || (prior.contains("several") && members > 1) ? 1 : 0;
      double[] raw = new double[4];
      for (int i = 0; i < 2; i++) {
        raw[i] = sum[i] / (precision[i] + more);
        raw[2 + i] = -Math.log(precision[i] + more);
      }
      return raw;
    }
  }
}
