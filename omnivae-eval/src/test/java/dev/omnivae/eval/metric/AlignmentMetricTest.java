package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.ChainModel;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlignmentMetricTest {
  private static final Modality A = Modality.image("a", 1, 2, 2);
  private static final Modality B = Modality.image("b", 1, 2, 2);

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  private static Tensor grey(float... values) {
    return Tensors.of(values, values.length, 1, 1, 1)
        .expand(new long[] {values.length, 1, 2, 2})
        .contiguous();
  }

  private static TinyDataset pairs(float[] a, float[] b) {
    return new TinyDataset(List.of(A, B), List.of(grey(a), grey(b)), null, 0);
  }

  private Map<String, Double> measure(Model model, TinyDataset data) {
    return new AlignmentMetric().measure(Tiny.evaluation(model, data, said));
  }

  @Test
  void bothDirectionsAreMeasured() {
    // codes are grey values; see RetrievalTest for the ranks of a -> b
    TinyDataset data = pairs(new float[] {0, 1, 2, 3}, new float[] {0.25f, 1.25f, 3.5f, 2.25f});

    Map<String, Double> values = measure(new EchoModel(List.of(A, B), Map.of()), data);

    assertThat(values)
        .containsEntry("alignment.a->b.recall_at_1", 0.5)
        .containsEntry("alignment.a->b.recall_at_5", 1.0)
        .containsEntry("alignment.a->b.recall_at_10", 1.0)
        .containsEntry("alignment.b->a.recall_at_1", 0.5);
    assertThat(values.get("alignment.a->b.mrr")).isEqualTo((2 + 1 / 3.0 + 0.5) / 4, within(1e-12));
    // of 3.5 its own 2 is further than 3 alone, of 2.25 its own 3 than 2 alone
    assertThat(values.get("alignment.b->a.mrr")).isEqualTo(0.75, within(1e-12));
    double ratio = 2.75 / 4 / (19.25 / 12);
    assertThat(values.get("alignment.a->b.distance_ratio")).isEqualTo(ratio, within(1e-12));
    assertThat(values.get("alignment.b->a.distance_ratio")).isEqualTo(ratio, within(1e-12));
    // all greys point the same way, and black no way
    assertThat(values.get("alignment.a->b.recall_at_1.cosine")).isEqualTo(0.25, within(1e-12));
    assertThat(values).hasSize(12);
  }

  @Test
  void encodersThatAreTheSameAlignFullyThroughAnyFusion() {
    TinyDataset data = pairs(new float[] {0, .25f, .5f, 1}, new float[] {0, .25f, .5f, 1});
    for (String fusion : List.of("mixture", "product", "mixture-of-products")) {
      Model model = vae(fusion);

      assertThat(measure(model, data))
          .containsEntry("alignment.a->b.recall_at_1", 1.0)
          .containsEntry("alignment.a->b.distance_ratio", 0.0)
          .containsEntry("alignment.b->a.mrr", 1.0);
    }
  }

  @Test
  void samplesThatLackOneOfThePairAreLeftOut() {
    Model model =
        new ChainModel(
            List.of(Told.IMAGE, Told.TEXT),
            new double[][][] {Told.table(), Told.table()},
            first -> first == Told.ONE ? 1 : 0);

    // the third has a bright image; its absent text would have code 0
    assertThat(measure(model, Told.data(new float[] {0, 1, 1}, "zero", "one", null)))
        .containsEntry("alignment.text->image.recall_at_1", 1.0)
        .containsEntry("alignment.image->text.recall_at_1", 1.0);
  }

  @Test
  void onlySoManyCandidatesAreLookedAtAsTheRecipeSays() {
    float[] same = new float[400];

    // all codes the same: recall at 1 is one over the number of samples
    assertThat(
            new AlignmentMetric()
                .measure(
                    Tiny.evaluation(
                        new EchoModel(List.of(A, B), Map.of()), pairs(same, same), 20, said)))
        .hasEntrySatisfying(
            "alignment.a->b.recall_at_1",
            recall -> assertThat(recall).isCloseTo(1 / 20.0, within(1e-12)));
  }

  @Test
  void aModelThatInfersFromOneModalityAloneIsSkipped() {
    Model model = new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()));

    assertThat(measure(model, Tiny.pairs(true, 0, 1))).isEmpty();
    assertThat(said)
        .containsExactly(
            "alignment: skipped, it compares modalities and the model infers from only 1");
  }

  /** Both encoders linear with all weights 0.1. */
  private static Model vae(String fusion) {
    String side = "{\"network\": \"mlp\", \"encoder\": {\"hidden\": []}}";
    ParameterStore store = new ParameterStore();
    Model model =
        Models.create(
            Settings.parse(
                ("{\"latent\": {\"family\": \"normal\", \"shared\": 2}, \"fusion\": \"%s\","
                        + " \"modalities\": {\"a\": %s, \"b\": %s}}")
                    .formatted(fusion, side, side)),
            Schema.of(List.of(A, B)),
            store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, Engine.device());
    try (NoGrad off = NoGrad.open()) {
      store.values().fill_(new Scalar(0.1));
    }
    return model;
  }
}
