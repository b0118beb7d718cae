package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

@OnEngine
final class AdversarialTest {
  private static final Modality IMAGE = Modality.image("image", 1, 8, 8);
  private static final Modality MARKS =
      new Modality("marks", Modality.Kind.ATTRIBUTES, List.of(3L));

  private static Model model(ParameterStore store, String discriminator) {
    String json =
        """
        {"latent": {"shared": 2, "private": {"image": 2}}, "fusion": "mixture", %s
         "modalities": {
           "image": {"network": "resnet",
             "encoder": {"filters": 2, "hidden": 4, "attention": [4], "smallest": 2}},
           "marks": {"network": "attributes", "encoder": {"hidden": [4]}}}}
        """;
    return Models.create(
        Settings.parse(json.formatted(discriminator)),
        new Schema(List.of(IMAGE, MARKS), List.of()),
        store);
  }

  private static Run run(String norm, String objective) {
    return new Run(
        store ->
            model(
                store,
                "\"discriminator\": {\"image\": {\"filters\": 2, \"layers\": 2, \"norm\": \"%s\"}},"
                    .formatted(norm)),
        objective);
  }

  private static Batch batch() {
    Tensor like = Tensors.of(new double[] {0}, 1);
    Map<String, Observation> observations = new LinkedHashMap<>();
    Tensor pixels = Noise.of(2, 0, 0).uniform(like, 4, 1, 8, 8);
    observations.put("image", Observation.of(pixels));
    Tensor marks = Tensors.of(new double[] {1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1}, 4, 3);
    observations.put("marks", Observation.of(marks));
    return new Batch(observations, null, null, Tensors.of(new long[] {0, 1, 2, 3}, 4));
  }

  @Test
  void theGeneratorsSideMovesTheModelAndNotTheJudge() {
    Run run = run("spectral", "{'name': 'adversarial'}");

    run.gradient(batch(), 1);

    assertThat(Toy.gradient(run.store(), "discriminator")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.image.decoder")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.marks.encoder")).isPositive();
  }

  @Test
  void theDiscriminatorsSideMovesItselfAlone() {
    Run run =
        run("none", "{'name': 'discriminator', 'gradient_penalty': 10, 'instance_noise': 0.1}");

    run.gradient(batch(), 1);

    assertThat(Toy.gradient(run.store(), "discriminator")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality")).isZero();
  }

  @Test
  void itsGradientIsThatOfItsValueWithThePenalty() {
    // in the weights of the discriminator, the penalty's second derivatives among them
    Run run = run("none", "{'name': 'discriminator', 'loss': 'logistic', 'gradient_penalty': 0.5}");

    run.checkGradient(batch(), 1, path -> path.startsWith("discriminator"));
  }

  @Test
  void aJudgeThatSaysNothingCostsWhatTheLossesSay() {
    // given a discriminator whose weights are 0: every logit is its last bias, 0.25
    Map<String, double[]> expected =
        Map.of(
            "hinge", new double[] {0.75 + 1.25, -0.25},
            "least-squares", new double[] {0.75 * 0.75 + 0.25 * 0.25, 0.75 * 0.75},
            "wasserstein", new double[] {0, -0.25},
            "logistic",
                new double[] {
                  Math.log1p(Math.exp(-0.25)) + Math.log1p(Math.exp(0.25)),
                  Math.log1p(Math.exp(-0.25))
                });
    expected.forEach(
        (loss, values) -> {
          double[] found = new double[2];
          for (int side = 0; side < 2; side++) {
            String name = side == 0 ? "discriminator" : "adversarial";
            Run run = run("none", "{'name': '%s', 'loss': '%s'}".formatted(name, loss));
            silence(run.store());
            found[side] = run.value(batch(), 1);
          }
          assertThat(found[0]).as(loss).isCloseTo(values[0], within(1e-12));
          assertThat(found[1]).as(loss).isCloseTo(values[1], within(1e-12));
        });
  }

  private static void silence(ParameterStore store) {
    store.all().stream()
        .filter(p -> p.path().startsWith("discriminator"))
        .forEach(
            p -> {
              try (NoGrad off = NoGrad.open()) {
                double value = p.path().endsWith("out.bias") ? 0.25 : 0;
                p.tensor().copy_(Tensors.full(value, ScalarType.Double, p.shape()));
              }
            });
  }

  @Test
  void samplesWithoutTheImageAreNotJudgedAsReal() {
    Run run = run("none", "{'name': 'discriminator'}");
    Batch there = Toy.missing(batch(), "image", (byte) 1, (byte) 1, (byte) 1, (byte) 0);
    Tensor spoilt = batch().of("image").value().clone();
    spoilt.narrow(0, 3, 1).fill_(new org.bytedeco.pytorch.Scalar(Double.NaN));
    Observation hidden = new Observation(spoilt, there.of("image").available(), null);

    double expected = run.value(there, 1);

    assertThat(run.value(there.with("image", hidden), 1)).isFinite().isEqualTo(expected);
  }

  @Test
  void aModelWithoutADiscriminatorIsOneLine() {
    assertThatThrownBy(() -> new Run(store -> model(store, ""), "{'name': 'adversarial'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a model with a discriminator, got one without; write"
                + " model.discriminator: {image: {}}, with the name of your modality of images");
  }
}
