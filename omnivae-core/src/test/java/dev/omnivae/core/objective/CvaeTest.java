package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.ConditionalVae;
import dev.omnivae.core.testing.Conditionals;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditional ELBO against scalars written out. */
@OnEngine
final class CvaeTest {
  private static final int DRAWS = 2;

  private static Run run(String model, String options) {
    return new Run(
        store -> Conditionals.model(store, model), "{'name': 'cvae'%s}".formatted(options));
  }

  private static Batch batch() {
    return Toy.batch(3, 2, "a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'prior': {'kind': 'standard'}"})
  void isTheFormula(String prior) {
    Run run = run(prior, ", 'draws': 2, 'beta': 2.5");

    double[] parts = parts(run, batch(), 3);

    assertThat(run.value(batch(), 3)).isCloseTo(-parts[0] + 2.5 * parts[1], within(1e-10));
    assertThat(run.bound(batch(), 3)).isCloseTo(parts[0] - parts[1], within(1e-10));
    assertThat(run.log(batch(), 3, "kl.a")).isCloseTo(parts[1], within(1e-10));
  }

  /** Likelihood and KL of the draws of a step, from what the networks say. */
  private static double[] parts(Run run, Batch batch, long seed) {
    ConditionalVae m = (ConditionalVae) run.model();
    ConditionalVae.Encoded x = m.encode(batch);
    Tensor z = x.posterior().sample(Noise.of(seed, 0, 0).stream("shared"), DRAWS);
    double[] means = Tensors.doubles(m.decode(z, x.context(), null, Noise.of(1, 0, 0)).mean());
    double[] values = Tensors.doubles(batch.of("a").value());
    double likelihood = 0;
    for (int i = 0; i < means.length; i++) {
      double log = -Math.abs(values[i % values.length] - means[i]) / 0.75 - Math.log(1.5);
      likelihood += log / DRAWS / batch.size();
    }
    Factorised p = (Factorised) x.prior();
    double[] location = Tensors.doubles(x.posterior().mean());
    double[] scale = Tensors.doubles(x.posterior().standardDeviation());
    double[] priorLocation = Tensors.doubles(p.mean());
    double[] priorScale = Tensors.doubles(p.standardDeviation());
    double kl = 0;
    for (int i = 0; i < location.length; i++) {
      int at = i % priorLocation.length;
      kl +=
          Plain.kl(
                  location[i],
                  2 * Math.log(scale[i]),
                  priorLocation[at],
                  2 * Math.log(priorScale[at]))
              / batch.size();
    }
    return new double[] {likelihood, kl};
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", 'prior': {'kind': 'standard'}",
        ", 'prior': {'kind': 'learned'}",
        ", 'prior': {'kind': 'mixture', 'clusters': 2}",
        ", 'latent': {'shared': 2, 'family': 'laplace'}"
      })
  void gradientMeetsCentralDifferences(String model) {
    run(model, ", 'draws': 2, 'beta': 1.5").checkGradient(batch(), 7);
  }

  @Test
  void thePriorNetworkLearnsFromTheKlAlone() {
    Run run = run("", "");

    run.gradient(batch(), 3);

    assertThat(Toy.gradient(run.store(), "prior")).isPositive();
    assertThat(Toy.gradient(run.store(), "posterior")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.b.encoder")).isPositive();
    Run none = run("", ", 'beta': 0");
    none.gradient(batch(), 3);
    assertThat(Toy.gradient(none.store(), "prior")).isZero();
    assertThat(Toy.gradient(none.store(), "posterior")).isPositive();
  }

  @Test
  void itIsTheDefaultForAConditionalModelAndNoOther() {
    Run unnamed = new Run(store -> Conditionals.model(store, ""), "{}");

    assertThat(unnamed.value(batch(), 3)).isEqualTo(run("", "").value(batch(), 3));
    assertThatThrownBy(() -> new Run(s -> Toy.plain().model(s, "a", "b"), "{'name': 'cvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be an objective for the model, got 'cvae' for a MultimodalVae; it"
                + " trains a ConditionalVae; change model.kind or the objective");
  }

  @Test
  void partialDataAreRefusedWithTheReason() {
    assertThat(run("", "").objective().needsComplete())
        .hasValue("objective 'cvae' generates one modality from all the others it is given");
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run("", ", 'draws': 0"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective: draws must be at least 1, got 0; write draws: 1");
  }
}
