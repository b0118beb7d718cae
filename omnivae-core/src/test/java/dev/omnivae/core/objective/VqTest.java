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
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.VqVae;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class VqTest {
  private static final String BIAS = "modality.a.encoder.heads.bias";

  private static VqVae model(ParameterStore store) {
    String json =
        """
        {"kind": "vq", "latent": {"shared": 4},
         "codebook": {"codes": 3, "places": 2, "prior_hidden": [5]},
         "modalities": {"a": {"likelihood": "normal", "encoder": {"hidden": [4]}}}}
        """;
    Modality a = new Modality("a", Modality.Kind.VECTOR, List.of(2L));
    return (VqVae) Models.create(Settings.parse(json), new Schema(List.of(a), List.of()), store);
  }

  private static Run run(String options) {
    return new Run(VqTest::model, "{'name': 'vq'%s}".formatted(options));
  }

  /** A step outside training, which moves no vector. */
  private static Loss look(Run run, Batch batch) {
    return run.objective()
        .of(
            new Step<>(
                run.model(), null, batch, Noise.of(3, 0, 0), new Clock(0, 0, 0, 100), false));
  }

  private static double value(Run run, Batch batch) {
    return Tensors.item(Run.total(look(run, batch)));
  }

  @Test
  void theBoundIsThatOfTheModelsOwnDensities() {
    Run run = run("");
    VqVae m = (VqVae) run.model();
    Batch batch = Toy.batch(5, 2, "a");

    Latents z = m.infer(batch, 1, Noise.of(1, 0, 0));
    Tensor expected = m.logJoint(z, batch).sub(m.logProposal(z, batch)).squeeze(0);

    assertThat(Tensors.doubles(look(run, batch).bound()))
        .containsExactly(Tensors.doubles(expected), within(1e-12));
  }

  @Test
  void termsAreLikelihoodCommitmentAndPrior() {
    Run run = run(", 'commitment': 0.5");
    VqVae m = (VqVae) run.model();
    Batch batch = Toy.batch(5, 2, "a");
    Tensor z = m.encode(batch, Noise.of(3, 0, 0));
    Tensor indices = m.codebook().nearest(z);
    Tensor e = m.codebook().vectors(indices);

    double likelihood = Tensors.item(m.logLikelihood(e, batch, Noise.of(0, 0, 0)).mean());
    double distance = Tensors.item(z.sub(e).square().sum(-1).mean());
    double prior = Tensors.item(m.logPrior(indices).mean());

    assertThat(value(run, batch)).isCloseTo(-likelihood + 0.5 * distance - prior, within(1e-12));
    assertThat(prior).isCloseTo(2 * Math.log(1.0 / 3), within(1e-12)); // uniform at first
  }

  @Test
  void gradientsPassTheVectorsBy() {
    // given the encoder's last bias, which moves the code one to one
    Run run = run(", 'commitment': 0.5");
    VqVae m = (VqVae) run.model();
    Batch batch = Toy.batch(1, 2, "a");
    Tensor z = m.encode(batch, Noise.of(3, 0, 0)).detach();
    Tensor e = m.codebook().vectors(m.codebook().nearest(z));
    double[] ofLikelihood =
        Gradients.of(
            code -> m.logLikelihood(code, batch, Noise.of(0, 0, 0)).sum(),
            Tensors.doubles(e),
            1,
            4);
    double[] gap = Tensors.doubles(z.sub(e));

    run.store().clearGradients();
    Run.total(look(run, batch)).backward();

    double[] found = Tensors.doubles(Gradients.at(Toy.parameter(run.store(), BIAS)));
    for (int d = 0; d < 4; d++) {
      assertThat(found[d]).isCloseTo(-ofLikelihood[d] + 2 * 0.5 * gap[d], within(1e-10));
    }
  }

  @Test
  void gradientsOfDecoderAndPriorMeetCentralDifferences() {
    Run run = run("");
    Batch batch = Toy.batch(4, 5, "a");
    run.store().clearGradients();
    Run.total(look(run, batch)).backward();
    double[] analytic = Tensors.doubles(Gradients.flat(run.store()));
    double[] at = Tensors.doubles(run.store().values());
    int index = 0;
    int checked = 0;
    try (NoGrad off = NoGrad.open()) {
      for (var p : run.store().all()) {
        for (int i = 0; i < p.length(); i++, index++) {
          if (p.path().contains("decoder") || p.path().startsWith("prior")) {
            double slope =
                (moved(run, batch, at, index, 1e-5) - moved(run, batch, at, index, -1e-5)) / 2e-5;
            assertThat(analytic[index]).as(p.path()).isCloseTo(slope, within(1e-6));
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(50);
  }

  private static double moved(Run run, Batch batch, double[] at, int index, double by) {
    double[] values = at.clone();
    values[index] += by;
    Toy.set(run.store(), values);
    try (Scope scope = Scope.open()) {
      return value(run, batch);
    } finally {
      Toy.set(run.store(), at);
    }
  }

  @Test
  void vectorsMoveInTrainingAlone() {
    Run run = run("");
    Batch batch = Toy.batch(5, 2, "a");
    double[] before = Tensors.doubles(Toy.buffer(run.store(), "codebook.vectors"));

    look(run, batch);
    double[] looked = Tensors.doubles(Toy.buffer(run.store(), "codebook.vectors"));
    run.loss(batch, 3);
    double[] trained = Tensors.doubles(Toy.buffer(run.store(), "codebook.vectors"));

    assertThat(looked).isEqualTo(before);
    assertThat(trained).isNotEqualTo(before);
    // and are part of what a checkpoint holds
    assertThat(run.store().buffers())
        .containsKeys("codebook.vectors", "codebook.counts", "codebook.sums");
  }

  @Test
  void perplexityIsHowManyVectorsAreInUse() {
    Tensor like = Tensors.of(new double[] {0}, 1);

    double two = Tensors.item(Vq.perplexity(Tensors.of(new long[] {0, 2, 2, 0}, 2, 2), 5, like));
    double one = Tensors.item(Vq.perplexity(Tensors.of(new long[] {3, 3}, 1, 2), 5, like));

    assertThat(two).isCloseTo(2, within(1e-12));
    assertThat(one).isCloseTo(1, within(1e-12));
  }

  @Test
  void trainingLowersTheLoss() {
    Run run = run("");
    Batch batch = Toy.batch(64, 2, "a");
    double first = value(run, batch);
    for (int i = 0; i < 300; i++) {
      run.gradient(batch, i);
      try (NoGrad off = NoGrad.open()) {
        run.store().all().forEach(p -> p.tensor().sub_(Tensors.times(p.takeGradient(), 0.02)));
      }
    }

    // nine codes tell samples apart that one could not
    assertThat(value(run, batch)).isLessThan(first - 0.5);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(", 'commitment': -1"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective: commitment must be at least 0, got -1.0; write commitment: 0.25");
    assertThatThrownBy(() -> new Run(store -> Toy.plain().model(store, "a"), "{'name': 'vq'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be an objective for the model, got 'vq' for a MultimodalVae; it"
                + " trains a VqVae; change model.kind or the objective");
  }
}
