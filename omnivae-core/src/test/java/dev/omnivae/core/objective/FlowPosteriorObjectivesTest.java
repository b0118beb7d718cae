package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objectives of one modality whose posterior is a flow. */
@OnEngine
final class FlowPosteriorObjectivesTest {
  private static Run run(String flow, String json) {
    String fusion =
        "{'name': 'flow', 'flow': '%s', 'blocks': 2, 'hidden': 4, 'layers': 1}".formatted(flow);
    return new Run(
        store -> Toy.plain().withLikelihood("normal").withFusion(fusion).model(store, "a"), json);
  }

  private static Run bent(String flow, String json) {
    Run run = run(flow, json);
    try (NoGrad off = NoGrad.open()) {
      run.store().all().stream()
          .filter(p -> p.path().startsWith("fusion"))
          .map(p -> p.tensor())
          .forEach(t -> t.copy_(Tensors.times(Noise.of(9, 0, 0).normal(t, Tensors.shape(t)), 0.4)));
    }
    return run;
  }

  @ParameterizedTest
  @CsvSource({"planar", "iaf", "maf"})
  void aFlowThatDoesNothingIsThePlainPosterior(String flow) {
    // given the KL estimated from the same draws
    Run identity = run(flow, "{'name': 'elbo'}");
    Run plain =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"),
            "{'name': 'iwae', 'draws': 1}");
    Batch batch = Toy.batch(4, 2, "a");

    assertThat(identity.value(batch, 3)).isCloseTo(plain.value(batch, 3), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"planar", "iaf", "maf"})
  void gradientsMeetCentralDifferences(String flow) {
    Batch batch = Toy.batch(3, 5, "a");

    bent(flow, "{'name': 'elbo', 'draws': 2, 'beta': 0.7}").checkGradient(batch, 7);
    bent(flow, "{'name': 'iwae', 'draws': 3}").checkGradient(batch, 7);
    bent(flow, "{'name': 'wae', 'lambda': 20}").checkGradient(batch, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"planar", "iaf", "maf"})
  void dregDetachesTheFlowAsWell(String flow) {
    // given one draw, whose weight is 1: DReG and IWAE differ by the score alone, whose mean is 0
    Batch batch = Toy.batch(2, 2, "a");
    Run dreg = bent(flow, "{'name': 'dreg', 'draws': 1}");
    Run iwae = bent(flow, "{'name': 'iwae', 'draws': 1}");
    int n = 300;
    int length = dreg.gradient(batch, 0).length;
    double[] sum = new double[length];
    double[] squares = new double[length];
    for (int i = 0; i < n; i++) {
      double[] a = dreg.gradient(batch, i);
      double[] b = iwae.gradient(batch, i);
      for (int j = 0; j < length; j++) {
        sum[j] += a[j] - b[j];
        squares[j] += (a[j] - b[j]) * (a[j] - b[j]);
      }
    }

    assertThat(dreg.value(batch, 5)).isCloseTo(iwae.value(batch, 5), within(1e-8));
    boolean differs = false;
    for (int j = 0; j < length; j++) {
      double mean = sum[j] / n;
      double error = Math.sqrt(Math.max(0, squares[j] / n - mean * mean) / n);
      differs |= error > 1e-6;
      // 4.5 standard errors: some sixty parameters, seeds fixed
      assertThat(mean).as("parameter %d", j).isCloseTo(0, within(4.5 * error + 1e-9));
    }
    assertThat(differs).isTrue();
  }

  @Test
  void whatNeedsIndependentDimensionsIsRefusedInOneLine() {
    assertThatThrownBy(() -> run("iaf", "{'name': 'beta-tcvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of independent dimensions when it is beta-tcvae,"
                + " got FlowPosterior; set model.fusion: mixture");
    assertThatThrownBy(() -> run("iaf", "{'name': 'elbo', 'free_bits': 0.5}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("objective.free_bits must be per: code where the KL to the prior");
    assertThat(
            run("iaf", "{'name': 'elbo', 'free_bits': {'nats': 4, 'per': 'code'}}")
                .value(Toy.batch(3, 2, "a"), 3))
        .isFinite();
  }
}
