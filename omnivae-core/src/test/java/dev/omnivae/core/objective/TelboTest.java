package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class TelboTest {
  private static final String JOINT = "{'name': 'joint-encoder', 'hidden': [3]}";
  private static final String UNIMODAL = "{'name': 'telbo', 'stage': 'unimodal'}";

  /** The experts of the closed-form values: two means, two log variances. */
  private static final double[][] HEADS = {{1, -2, 0, Math.log(4)}, {3, 0.5, -Math.log(4), 0}};

  private static Run run(String objective) {
    return run(Toy.plain().withFusion(JOINT), objective);
  }

  private static Run run(Toy toy, String objective) {
    return new Run(store -> toy.model(store, "a", "b"), objective);
  }

  /** Experts that are the known ones whatever is seen. */
  private static Run known(String objective) {
    Run run = run(objective);
    for (int m = 0; m < 2; m++) {
      String head = "modality." + (m == 0 ? "a" : "b") + ".shared.";
      set(run, head + "weight", new double[8]);
      set(run, head + "bias", HEADS[m]);
    }
    return run;
  }

  private static void set(Run run, String path, double... values) {
    try (NoGrad off = NoGrad.open()) {
      Tensor tensor = Toy.parameter(run.store(), path).tensor();
      tensor.copy_(Tensors.of(values, Tensors.shape(tensor)));
    }
  }

  @Test
  void theFirstStageIsTheElboOfTheJointPosterior() {
    Batch batch = Toy.batch(5, 2, "a", "b");
    Run joint = run("{'name': 'telbo', 'beta': 0.5, 'draws': 2}");
    Run elbo = run("{'name': 'elbo-naive', 'beta': 0.5, 'draws': 2}");

    assertThat(joint.value(batch, 3)).isCloseTo(elbo.value(batch, 3), within(1e-12));
    assertThat(joint.bound(batch, 3)).isCloseTo(elbo.bound(batch, 3), within(1e-12));
    joint.gradient(batch, 3);
    assertThat(Toy.gradient(joint.store(), "modality.a.shared")).isZero();
    assertThat(Toy.gradient(joint.store(), "fusion")).isPositive();
  }

  @Test
  void theUnimodalDivergenceHasTheUnimodalLogVariance() {
    Run run = known(UNIMODAL);
    Batch batch = Toy.batch(4, 2, "a", "b");

    // kl.q0.standard and kl.q1.standard, worked out outside this project
    assertThat(run.log(batch, 3, "kl.a")).isCloseTo(3.3068528194400546, within(1e-9));
    assertThat(run.log(batch, 3, "kl.b")).isCloseTo(4.943147180559945, within(1e-9));
  }

  @Test
  void theUnimodalEntropyKeepsVariancesFromShrinking() {
    // given decoders that ignore the code, so that the divergence alone has a gradient
    Run run = known(UNIMODAL);
    set(run, "modality.a.decoder.weight", new double[4]);
    set(run, "modality.b.decoder.weight", new double[4]);

    run.gradient(Toy.batch(4, 2, "a", "b"), 3);

    for (int m = 0; m < 2; m++) {
      String bias = "modality." + (m == 0 ? "a" : "b") + ".shared.bias";
      double[] slope =
          Tensors.doubles(Gradients.at(Toy.parameter(run.store(), bias)).narrow(0, 2, 2));
      double[] entropy = new double[2];
      for (int d = 0; d < 2; d++) {
        // of ½ (μ² + e^v - v - 1); with a constant in the place of v the -1 is gone
        entropy[d] = 0.5 * (Math.exp(HEADS[m][2 + d]) - 1);
      }
      assertThat(slope).containsExactly(entropy, Offset.offset(1e-12));
    }
  }

  @Test
  void theSecondStageIsTheSumOfUnimodalElbos() {
    Batch batch = Toy.batch(5, 2, "a", "b");
    Run run = run(UNIMODAL);

    double sum = 0;
    for (String name : new String[] {"a", "b"}) {
      sum += run.log(batch, 3, "log_likelihood." + name) - run.log(batch, 3, "kl." + name);
    }

    assertThat(run.value(batch, 3)).isCloseTo(-sum, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(sum, within(1e-12));
    run.gradient(batch, 3);
    assertThat(Toy.gradient(run.store(), "fusion")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"joint", "unimodal"})
  void gradientMeetsCentralDifferences(String stage) {
    for (long own = 0; own < 2; own++) {
      run(
              Toy.plain().withFusion(JOINT).withOwn(own),
              "{'name': 'telbo', 'stage': '%s', 'beta': 0.7}".formatted(stage))
          .checkGradient(Toy.batch(3, 5, "a", "b"), 7);
    }
  }

  @Test
  void theSecondStageTakesPartialDataAndLeavesTheMissingAlone() {
    Run run = run(UNIMODAL);
    Batch all = Toy.batch(3, 2, "a", "b");

    run.gradient(Toy.missing(all, "b", (byte) 0, (byte) 0, (byte) 0), 3);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.shared")).isPositive();
    assertThat(run.objective().needsComplete()).isEmpty();
    Run single = new Run(store -> Toy.plain().model(store, "a"), "{'name': 'elbo'}");
    Batch alone = new Batch(Map.of("a", all.of("a")), null, null, all.ids());
    assertThat(run.log(Toy.missing(all, "b", (byte) 0, (byte) 0, (byte) 0), 3, "kl.a"))
        .isCloseTo(single.log(alone, 3, "kl.a"), within(1e-12));
    assertThat(run("{'name': 'telbo'}").objective().needsComplete().orElse(""))
        .contains("from all modalities at once");
  }

  @Test
  void trunksOfItsOwnKeepTheJointPosteriorStillInTheSecondStage() {
    // given a model whose joint encoder has trunks of its own
    ParameterStore store = new ParameterStore();
    Schema schema =
        Schema.of(
            new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
            new Modality("b", Modality.Kind.VECTOR, List.of(2L)));
    Model model =
        Models.create(
            Settings.parse(
                "{\"latent\": {\"shared\": 2}, \"fusion\": {\"name\": \"joint-encoder\", \"trunks\":"
                    + " \"own\"}}"),
            schema,
            store);
    var joint = Run.create(model, store, "{'name': 'telbo'}");
    var unimodal = Run.create(model, store, UNIMODAL);
    Toy.allocate(store, 1);

    gradient(model, store, joint);
    assertThat(Toy.gradient(store, "modality.a.joint")).isPositive();
    assertThat(Toy.gradient(store, "modality.a.encoder")).isZero();

    gradient(model, store, unimodal);
    assertThat(Toy.gradient(store, "modality.a.joint")).isZero();
    assertThat(Toy.gradient(store, "fusion")).isZero();
    assertThat(Toy.gradient(store, "modality.a.encoder")).isPositive();
  }

  private static void gradient(Model model, ParameterStore store, Objective<Model> objective) {
    store.clearGradients();
    Run.total(
            objective.of(
                new Step<>(
                    model,
                    null,
                    Toy.batch(4, 2, "a", "b"),
                    dev.omnivae.core.engine.Noise.of(3, 0, 0),
                    new Clock(0, 0, 0, 4),
                    true)))
        .backward();
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run("{'name': 'telbo', 'stage': 'second'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.stage must be a known choice, got 'second'; did you mean 'joint'? choices:"
                + " joint, unimodal");
    assertThatThrownBy(() -> run(Toy.plain(), "{'name': 'telbo'}"))
        .hasMessage(
            "objective.name must be for a fusion of one posterior of all modalities when it is"
                + " telbo, got Mixture; set model.fusion: joint-encoder");
  }
}
