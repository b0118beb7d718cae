package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Where the private code of what was not seen comes from: {@code model.latent.generate}. */
@OnEngine
final class PrivateGenerationTest {
  private static final long BATCH = 4;
  private static final double SCALE = 5; // of b's auxiliary prior

  @Test
  void anAbsentModalityIsDrawnFromThePriorThatIsAsked() {
    try (NoGrad off = NoGrad.open()) {
      Batch given = batch(1).given(Set.of("a"));

      Latents prior = model("prior").infer(given, 3, Noise.of(5, 0, 0));
      Latents auxiliary = model("auxiliary").infer(given, 3, Noise.of(5, 0, 0));

      // the same noise, of another scale
      scaled(prior.of("own.b"), auxiliary.of("own.b"), SCALE);
      scaled(prior.of("own.a"), auxiliary.of("own.a"), 1);
      scaled(prior.shared(), auxiliary.shared(), 1);
    }
  }

  @Test
  void unconditionalGenerationDrawsFromItToo() {
    try (NoGrad off = NoGrad.open()) {
      Latents prior = model("prior").fromPrior(6, null, Noise.of(5, 0, 0));
      Latents auxiliary = model("auxiliary").fromPrior(6, null, Noise.of(5, 0, 0));

      scaled(prior.of("own.b"), auxiliary.of("own.b"), SCALE);
      scaled(prior.shared(), auxiliary.shared(), 1);
    }
  }

  @Test
  void whatWasNotSeenCancelsBetweenJointAndProposal() {
    try (NoGrad off = NoGrad.open()) {
      for (String generate : new String[] {"prior", "auxiliary"}) {
        MultimodalVae model = model(generate);
        Batch given = batch(1).given(Set.of("a"));
        Latents z = model.infer(given, 3, Noise.of(5, 0, 0));
        Map<String, Tensor> codes = new LinkedHashMap<>(z.codes());
        codes.put("own.b", Tensors.plus(z.of("own.b"), 7));
        Latents moved = new Latents(codes);

        assertThat(Tensors.floats(model.logProposal(moved, given)))
            .isNotEqualTo(Tensors.floats(model.logProposal(z, given)));
        // float32 sums of about 500 nats
        assertThat(Tensors.floats(logWeight(model, moved, given)))
            .containsExactly(Tensors.floats(logWeight(model, z, given)), Offset.offset(1e-2f));
      }
    }
  }

  @Test
  void theDensityOfWhatWasDrawnIsThatOfTheAuxiliaryPrior() {
    try (NoGrad off = NoGrad.open()) {
      Batch given = batch(1).given(Set.of("a"));
      Latents z = model("auxiliary").infer(given, 1, Noise.of(5, 0, 0));
      double[] w = Tensors.doubles(z.of("own.b")); // (1, batch, 2)

      double[] auxiliary = Tensors.doubles(model("auxiliary").logProposal(z, given));
      double[] prior = Tensors.doubles(model("prior").logProposal(z, given));

      for (int b = 0; b < BATCH; b++) {
        double expected = 0;
        for (int i = 0; i < 2; i++) {
          double v = w[2 * b + i];
          expected += -0.5 * v * v / (SCALE * SCALE) - Math.log(SCALE) + 0.5 * v * v;
        }
        assertThat(auxiliary[b] - prior[b]).isCloseTo(expected, Offset.offset(1e-3)); // float32
      }
    }
  }

  private static Tensor logWeight(MultimodalVae model, Latents z, Batch given) {
    return model.logJoint(z, given).sub(model.logProposal(z, given));
  }

  private static void scaled(Tensor from, Tensor to, double by) {
    assertThat(Tensors.doubles(to))
        .containsExactly(Tensors.doubles(Tensors.times(from, by)), Offset.offset(1e-4)); // float32
  }

  private static MultimodalVae model(String generate) {
    ParameterStore store = new ParameterStore();
    Schema schema = Schema.of(Modality.image("a", 1, 8, 8), Modality.image("b", 1, 8, 8));
    MultimodalVae model =
        Models.create(
                ModelSettingsText.parse(
                    "{latent: {shared: 4, private: 2, generate: %s}}".formatted(generate)),
                schema,
                store)
            .multimodal()
            .orElseThrow();
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    try (NoGrad off = NoGrad.open()) {
      Toy.parameter(store, "modality.b.auxiliary.raw_scale")
          .tensor()
          .fill_(new Scalar(2 * Math.log(SCALE)));
    }
    return model;
  }

  private static Batch batch(long seed) {
    Tensor like = Tensors.zeros(ScalarType.Float, 1);
    Map<String, Observation> modalities = new LinkedHashMap<>();
    for (String name : new String[] {"a", "b"}) {
      modalities.put(
          name, Observation.of(Noise.of(seed, 0, 0).stream(name).uniform(like, BATCH, 1, 8, 8)));
    }
    return new Batch(modalities, null, null, Tensors.of(new long[] {0, 1, 2, 3}, BATCH));
  }
}
