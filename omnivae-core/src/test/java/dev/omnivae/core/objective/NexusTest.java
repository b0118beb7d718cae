package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.NexusVae;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Hierarchies;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Nexus in plain numbers; what its two levels tell each other, and what not. */
@OnEngine
final class NexusTest {
  private static final String[] NAMES = {"a", "b"};

  private static String kind(String adaptive) {
    return "'kind': 'nexus', 'latent': {'shared': 2, 'private': {'a': 2, 'b': 1}},"
        + " 'top': {'message': 2, 'hidden': [3], 'decoder': [], 'adaptive': [%s]}"
            .formatted(adaptive);
  }

  private static Run run(String options, String adaptive) {
    return new Run(
        store -> Hierarchies.model(store, kind(adaptive), NAMES),
        "{'name': 'nexus', 'warmup': 4%s}".formatted(options));
  }

  /** The model alone, allocated as {@link Run} does. */
  private static NexusVae model(ParameterStore store) {
    NexusVae model = (NexusVae) Hierarchies.model(store, kind(""), NAMES);
    Toy.allocate(store, 1);
    return model;
  }

  @Test
  void isThePublishedFormula() {
    Run run = run(", 'top_beta': 3, 'bottom_betas': {'a': 0.5}, 'gammas': {'b': 2}", "");
    Batch batch = Toy.batch(3, 2, NAMES);

    Loss loss = run.loss(batch, 5, 1); // a quarter of the warm-up

    NexusScalars at = new NexusScalars(run, batch, 5);
    assertThat(nats(loss, "bottom")).isCloseTo(-at.bottom(0.25 * 0.5, 0.25), within(1e-10));
    assertThat(nats(loss, "top")).isCloseTo(-at.top(0.25 * 3, 1, 2), within(1e-10));
    assertThat(loss.terms()).extracting(Term::weight).containsOnly(Weight.of(1));
  }

  @Test
  void warmUpEndsAtOneAndDefaultsAreOnes() {
    Run run = run("", "");
    Batch batch = Toy.batch(3, 2, NAMES);

    Loss loss = run.loss(batch, 5, 7);

    NexusScalars at = new NexusScalars(run, batch, 5);
    assertThat(nats(loss, "bottom")).isCloseTo(-at.bottom(1, 1), within(1e-10));
    assertThat(nats(loss, "top")).isCloseTo(-at.top(1, 1, 1), within(1e-10));
  }

  @Test
  void theTopNeverBendsTheCodesItDescribes() {
    Run run = run("", "");
    Batch batch = Toy.batch(3, 2, NAMES);

    run.store().clearGradients();
    term(run.loss(batch, 5, 7), "top").backward();

    assertThat(Toy.gradient(run.store(), "modality.a.encoder")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.b.encoder")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.decoder")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.message")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.b.down")).isPositive();
    assertThat(Toy.gradient(run.store(), "joint")).isPositive();

    run.store().clearGradients();
    term(run.loss(batch, 5, 7), "bottom").backward();

    assertThat(Toy.gradient(run.store(), "modality.a.encoder")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.a.decoder")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.a.message")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.b.down")).isZero();
    assertThat(Toy.gradient(run.store(), "joint")).isZero();
  }

  @Test
  void eachLevelHasTheGradientOfItsOwnTerm() {
    // given draws held fixed: bottom parameters see the bottom term alone, top parameters the top's
    Run run = run(", 'gammas': {'b': 2}", "'a'");
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 1, (byte) 0, (byte) 1);
    run.store().clearGradients();
    Run.total(run.loss(batch, 5, 2)).backward();
    double[] analytic = Tensors.doubles(Gradients.flat(run.store()));
    double[] at = Tensors.doubles(run.store().values());
    double h = 1e-5;
    try (NoGrad off = NoGrad.open()) {
      int index = 0;
      for (Parameter p : run.store().all()) {
        boolean bottom = p.path().contains("coder");
        for (int i = 0; i < p.length(); i++, index++) {
          double[] sides = new double[2];
          for (int side = 0; side < 2; side++) {
            double[] moved = at.clone();
            moved[index] += side == 0 ? h : -h;
            Toy.set(run.store(), moved);
            sides[side] = nats(run.loss(batch, 5, 2), bottom ? "bottom" : "top");
          }
          Toy.set(run.store(), at);
          // central differences err by about 1e-10 here; the scale of 'a' is part of the term
          assertThat(analytic[index])
              .as(p.path())
              .isCloseTo((sides[0] - sides[1]) / (2 * h), within(1e-6));
        }
      }
    }
  }

  @Test
  void withoutAModalityItIsTheModelOfTheOthers() {
    // given parameters that start the same by path
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 0, (byte) 0, (byte) 0);
    Run both = run("", "");
    Run alone =
        new Run(
            store -> Hierarchies.model(store, kind("").replace(", 'b': 1", ""), "a"),
            "{'name': 'nexus', 'warmup': 4}");

    assertThat(both.value(batch, 5)).isCloseTo(alone.value(batch, 5), within(1e-12));
    assertThat(both.bound(batch, 5)).isCloseTo(alone.bound(batch, 5), within(1e-12));

    both.gradient(batch, 5);
    assertThat(Toy.gradient(both.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(both.store(), "modality.a.encoder")).isPositive();
    assertThat(Toy.gradient(both.store(), "modality.a.down")).isPositive();
  }

  @Test
  void theReportedBoundIsThatOfTheModelThatGenerates() {
    // given one example 20,000 times, by its own one-draw estimate and by the objective's, whose
    // top KL is in closed form
    Run run = run(", 'top_beta': 3, 'gammas': 2", "");
    NexusVae model = (NexusVae) run.model();
    long size = 20_000;
    Batch one = Toy.batch(1, 2, NAMES);
    Map<String, dev.omnivae.core.batch.Observation> repeated = new LinkedHashMap<>();
    one.modalities()
        .forEach(
            (name, o) ->
                repeated.put(
                    name,
                    dev.omnivae.core.batch.Observation.of(o.value().expand(size, 2).clone())));
    Batch many = new Batch(repeated, null, null, Tensors.zeros(ScalarType.Long, size));
    try (NoGrad off = NoGrad.open()) {
      Latents z = model.infer(many, 1, Noise.of(11, 0, 0));
      double[] drawn =
          Tensors.doubles(model.logJoint(z, many).sub(model.logProposal(z, many)).squeeze(0));
      double[] reported = Tensors.doubles(run.loss(many, 12).bound());

      double error = Math.hypot(standardError(drawn), standardError(reported));
      assertThat(mean(reported)).isCloseTo(mean(drawn), within(5 * error));
      assertThat(error).isLessThan(0.05);
    }
  }

  @Test
  void dropoutIsOfTrainingAlone() {
    Batch batch = Toy.batch(4, 2, NAMES);
    assertThat(run(", 'dropout': 1", "").bound(batch, 5))
        .isNotCloseTo(run("", "").bound(batch, 5), within(1e-6));
    assertThat(validated(", 'dropout': 1", batch)).isEqualTo(validated("", batch));
  }

  private static double validated(String options, Batch batch) {
    ParameterStore store = new ParameterStore();
    NexusVae model = (NexusVae) Hierarchies.model(store, kind(""), NAMES);
    Objective<dev.omnivae.core.model.Model> objective =
        Run.create(model, store, "{'name': 'nexus'%s}".formatted(options));
    Toy.allocate(store, 1);
    Step<dev.omnivae.core.model.Model> step =
        new Step<>(model, null, batch, Noise.of(5, 0, 0), new Clock(0, 9, 0, 100), false);
    return Tensors.item(objective.of(step).bound().mean());
  }

  @Test
  void aFittedScaleIsTheBestOfTheBatchAndIsRemembered() {
    Run run = run("", "'b'");
    Batch batch = Toy.missing(Toy.batch(4, 2, NAMES), "b", (byte) 1, (byte) 0, (byte) 1, (byte) 1);
    NexusVae model = (NexusVae) run.model();
    Tensor remembered = Objects.requireNonNull(model.state().get("top.b.log_scale"));
    assertThat(model.state()).containsOnlyKeys("top.b.log_scale");
    assertThat(Tensors.item(remembered)).isZero();

    Loss loss = run.loss(batch, 5, 9);

    // at the best scale s, log density averages to -(1 + log 2π s²) / 2 over those that have it
    double[] error = new NexusScalars(run, batch, 5).errors("b");
    double best = (error[0] + error[2] + error[3]) / 3; // of one dimension
    double expected = -0.5 * (1 + Math.log(2 * Math.PI * best));
    assertThat(Tensors.item(Objects.requireNonNull(loss.log().get("log_likelihood.top.b"))))
        .isCloseTo(expected, within(1e-10));
    assertThat(Tensors.item(remembered)).isCloseTo(0.1 * 0.5 * Math.log(best), within(1e-12));
  }

  @Test
  void theBoundRisesInTraining() {
    Run run = run(", 'dropout': 0.3", "'a', 'b'");
    Batch batch = Toy.batch(64, 2, NAMES);
    double before = run.bound(batch, 1);

    for (int step = 0; step < 300; step++) {
      double[] gradient = run.gradient(batch, step);
      double[] values = Tensors.doubles(run.store().values());
      for (int i = 0; i < values.length; i++) {
        values[i] -= 0.02 * Math.max(-1, Math.min(1, gradient[i]));
      }
      Toy.set(run.store(), values);
    }

    // some nats of about -8: data are noise, so there is little to learn but scales
    assertThat(run.bound(batch, 1)).isGreaterThan(before + 1);
  }

  @Test
  void badSettingsAreOneLine() {
    refused(", 'dropout': 1.5", "dropout must be from 0 to 1, got 1.5; write dropout: 0.2");
    refused(", 'gammas': {'d': 1}", "objective.gammas must name modalities, got 'd'");
    refused(", 'gammas': {'a': -1}", "objective.gammas.a must be a number of at least 0, got -1");
    refused(", 'bottom_betas': 'x'", "objective.bottom_betas must be a number of at least 0");
    assertThatThrownBy(
            () ->
                Run.create(
                    model(new ParameterStore()), new ParameterStore(), "{'name': 'elbo-naive'}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "objective.name must be an objective for the model, got 'elbo-naive' for a NexusVae");
  }

  private static void refused(String options, String line) {
    assertThatThrownBy(() -> run(options, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(line);
  }

  private static Tensor term(Loss loss, String name) {
    return loss.terms().stream()
        .filter(term -> term.name().equals(name))
        .findFirst()
        .orElseThrow()
        .nats()
        .mean();
  }

  private static double nats(Loss loss, String name) {
    return Tensors.item(term(loss, name));
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElseThrow();
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares) / values.length;
  }
}
