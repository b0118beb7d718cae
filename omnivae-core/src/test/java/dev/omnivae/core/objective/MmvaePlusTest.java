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
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MMVAE+ against scalars written out, its estimators against each other. */
@OnEngine
final class MmvaePlusTest {
  private static final String[] NAMES = {"a", "b", "c"};

  private static Run three(String options) {
    return new Run(
        store -> Toy.plain().withOwn(1).model(store, NAMES),
        "{'name': 'mmvaeplus'%s}".formatted(options));
  }

  @ParameterizedTest
  @ValueSource(doubles = {2.5, 1})
  void isThePublishedFormula(double beta) {
    Run run = three(", 'draws': 2, 'beta': %s".formatted(beta));
    Batch batch = Toy.batch(2, 2, NAMES);

    double expected = new Scalars(run, batch, 3, 2).bound(beta);

    assertThat(run.value(batch, 3)).isCloseTo(-expected, within(1e-10));
    assertThat(run.bound(batch, 3))
        .isCloseTo(new Scalars(run, batch, 3, 2).bound(1), within(1e-10));
  }

  @Test
  void defaultsAreThePublishedOnes() {
    Batch batch = Toy.batch(4, 2, NAMES);

    double value = three("").value(batch, 3);

    String written = ", 'estimator': 'elbo', 'draws': 1, 'beta': 2.5, 'private_codes': 'auxiliary'";
    assertThat(three(written).value(batch, 3)).isEqualTo(value);
  }

  @Test
  void betaWeighsDensitiesAlone() {
    // given one draw, where the bound is linear in beta
    Batch batch = Toy.batch(4, 2, NAMES);
    double none = three(", 'beta': 0").value(batch, 3);
    double one = three(", 'beta': 1").value(batch, 3);

    assertThat(one - none).isGreaterThan(0.1);
    assertThat(three("").value(batch, 3)).isCloseTo(none + 2.5 * (one - none), within(1e-10));
  }

  @Test
  void crossCodesFollowTheAuxiliaryScaleAndNothingElse() {
    Run run = three("");
    MultimodalVae m = (MultimodalVae) run.model();
    Batch batch = Toy.batch(4, 2, NAMES);
    Tensor raw = Toy.parameter(run.store(), "modality.b.auxiliary").tensor();
    try (NoGrad off = NoGrad.open()) {
      raw.zero_();
      Tensor before = own(m, batch).clone(); // (draw, component, batch, 1)
      raw.fill_(new org.bytedeco.pytorch.Scalar(2 * Math.log(3)));
      Tensor after = own(m, batch);

      double[] ratio = Tensors.doubles(after.div(before));
      for (int i = 0; i < 12; i++) {
        boolean itself = i / 4 == 1;
        assertThat(ratio[i]).isCloseTo(itself ? 1 : 3, within(1e-12));
      }
    }
  }

  private static Tensor own(MultimodalVae m, Batch batch) {
    Experts x = m.encode(batch, Noise.of(3, 0, 0));
    Draws z = m.draw(m.fusion().posterior(x), x, 1, PrivateCodes.AUXILIARY, Noise.of(3, 0, 0));
    return java.util.Objects.requireNonNull(z.own().get("b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'draws': 3", ", 'draws': {'b': 2}", ", 'private_codes': 'own'"})
  void gradientMeetsCentralDifferences(String options) {
    three(options).checkGradient(Toy.batch(2, 5, NAMES), 7);
  }

  @Test
  void gradientWithMissingModalitiesMeetsCentralDifferences() {
    Batch batch = Toy.missing(Toy.batch(3, 5, NAMES), "b", (byte) 0, (byte) 1, (byte) 0);
    three(", 'draws': 2").checkGradient(batch, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iwae", "dreg"})
  void missingModalityGetsNoGradient(String estimator) {
    Run run = three(", 'draws': 2, 'estimator': '%s'".formatted(estimator));
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.own")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.c.auxiliary")).isPositive();
  }

  @Test
  void dregLeavesTheGenerativeSideItsPlainGradient() {
    // given the same draws, decoders and auxiliary priors have the gradient of the bound, exactly
    Batch batch = Toy.batch(3, 2, NAMES);
    Run dreg = three(", 'draws': 3, 'estimator': 'dreg'");
    Run iwae = three(", 'draws': 3");

    double[] a = dreg.gradient(batch, 5);
    double[] b = iwae.gradient(batch, 5);

    assertThat(dreg.bound(batch, 5)).isCloseTo(iwae.bound(batch, 5), within(1e-12));
    int at = 0;
    boolean encodersDiffer = false;
    for (Parameter p : dreg.store().all()) {
      boolean generative = p.path().contains("decoder") || p.path().contains("auxiliary");
      for (int i = 0; i < p.length(); i++, at++) {
        if (generative) {
          assertThat(a[at]).as(p.path()).isCloseTo(b[at], within(1e-10));
        } else {
          encodersDiffer |= Math.abs(a[at] - b[at]) > 1e-3;
        }
      }
    }
    assertThat(encodersDiffer).isTrue();
  }

  @Test
  void dregReachesEncodersThroughDrawsAlone() {
    // given densities and weights held at where they are, moved draws give the squared weights'
    // slope: what a density that is not detached would add is missing
    Batch batch = Toy.batch(2, 2, NAMES);
    Run run = three(", 'draws': 3, 'estimator': 'dreg'");
    double[] analytic = run.gradient(batch, 5);
    double[] at = Tensors.doubles(run.store().values());
    double h = 1e-5;
    try (NoGrad off = NoGrad.open()) {
      MultimodalVae m = (MultimodalVae) run.model();
      Experts x = m.encode(batch, Noise.of(5, 0, 0));
      Posterior q = m.fusion().posterior(x);
      Draws base = m.draw(q, x, 3, PrivateCodes.AUXILIARY, Noise.of(5, 0, 0));
      Tensor weights =
          Bounds.normalised(
              weights(m, q, base, base, batch), DrawCounts.of(3, 3, 3), q.logWeights(), false);
      Tensor squared = weights.square();

      int index = 0;
      for (Parameter p : run.store().all()) {
        boolean encoder = p.path().contains("shared") || p.path().contains("own");
        for (int i = 0; i < p.length(); i++, index++) {
          if (!encoder) {
            continue;
          }
          double[] sides = new double[2];
          for (int side = 0; side < 2; side++) {
            double[] moved = at.clone();
            moved[index] += side == 0 ? h : -h;
            Toy.set(run.store(), moved);
            Experts y = m.encode(batch, Noise.of(5, 0, 0));
            Draws z =
                m.draw(m.fusion().posterior(y), y, 3, PrivateCodes.AUXILIARY, Noise.of(5, 0, 0));
            sides[side] =
                Tensors.item(weights(m, q, z, base, batch).mul(squared).sum(0).mean(0L).mean());
          }
          Toy.set(run.store(), at);
          // central differences err by about 1e-10 here
          assertThat(analytic[index])
              .as(p.path())
              .isCloseTo(-(sides[0] - sides[1]) / (2 * h), within(1e-6));
        }
      }
    }
  }

  /** Log weights of moved draws under densities that did not move. */
  private static Tensor weights(MultimodalVae m, Posterior q, Draws z, Draws base, Batch batch) {
    Draws held = new Draws(z.shared(), z.own(), base.ownPosterior(), base.ownPrior(), z.ownUsed());
    Tensor likelihood =
        m.decode(q, held, Targets.ALL, batch, Noise.of(5, 0, 0)).logJointLikelihood();
    return likelihood.add(Tensors.times(Bounds.logRatio(q, held, m.prior(null), true), 2.5));
  }

  @Test
  void ownCodesAcrossNeedNoAuxiliaryPrior() {
    Run run = three(", 'private_codes': 'own'");

    run.gradient(Toy.batch(3, 2, NAMES), 3);

    assertThat(Toy.gradient(run.store(), "modality.a.auxiliary")).isZero();
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> three(", 'estimator': 'iwa'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.estimator must be a known choice, got 'iwa'; did you mean 'iwae'? choices:"
                + " dreg, elbo, iwae");
    assertThatThrownBy(() -> three(", 'estimator': 'elbo', 'draws': 2"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective.draws must be 1 with estimator elbo, got 2; write estimator: iwae");
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, NAMES), "{'name': 'mmvaeplus'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.private must be given for objective mmvaeplus, got no private code; write"
                + " private: 16, or objective: {name: iwae}");
  }

  /** The formula in plain numbers, on the draws of a step. */
  private static final class Scalars {
    private final Plain plain;
    private final int draws;
    private final int size;
    private final double[] shared; // draw, component, batch, 2
    private final double[][] own; // per target: draw, component, batch

    Scalars(Run run, Batch batch, long seed, int draws) {
      this.plain = new Plain(run, batch);
      this.draws = draws;
      this.size = (int) batch.size();
      MultimodalVae m = (MultimodalVae) run.model();
      Experts experts = m.encode(batch, Noise.of(seed, 0, 0));
      Draws z =
          m.draw(
              m.fusion().posterior(experts),
              experts,
              draws,
              PrivateCodes.AUXILIARY,
              Noise.of(seed, 0, 0));
      shared = Tensors.doubles(z.shared());
      own = new double[3][];
      for (int d = 0; d < 3; d++) {
        own[d] = Tensors.doubles(java.util.Objects.requireNonNull(z.own().get(NAMES[d])));
      }
    }

    double bound(double beta) {
      double total = 0;
      for (int b = 0; b < size; b++) {
        for (int r = 0; r < 3; r++) {
          double sum = 0;
          for (int k = 0; k < draws; k++) {
            sum += Math.exp(logWeight(k, r, b, beta)) / draws;
          }
          total += Math.log(sum) / 3 / size;
        }
      }
      return total;
    }

    private double logWeight(int k, int r, int b, double beta) {
      int at = (k * 3 + r) * size + b;
      double[] z = {shared[2 * at], shared[2 * at + 1]};
      double likelihood = 0;
      double mixture = 0;
      for (int d = 0; d < 3; d++) {
        likelihood += plain.logLikelihood(NAMES[d], b, z[0], z[1], own[d][at]);
        double[] raw = plain.shared(NAMES[d], b);
        mixture +=
            Math.exp(Plain.normal(z[0], raw[0], raw[2]) + Plain.normal(z[1], raw[1], raw[3])) / 3;
      }
      double[] raw = plain.own(NAMES[r], b);
      double w = own[r][at];
      double ratio =
          Plain.normal(z[0], 0, 0)
              + Plain.normal(z[1], 0, 0)
              - Math.log(mixture)
              + Plain.normal(w, 0, 0)
              - Plain.normal(w, raw[0], raw[1]);
      return likelihood + beta * ratio;
    }
  }
}
