package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.quality.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrechetMetricTest {
  /** Mean brightness; bright or dark is the class. */
  private static final Embedding BRIGHTNESS =
      new Embedding() {
        @Override
        public int width() {
          return 1;
        }

        @Override
        public Tensor of(Tensor images) {
          return images.flatten(1, -1).mean(new long[] {1}, true, null);
        }

        @Override
        public Tensor classes(Tensor features) {
          return features.squeeze(1).gt(new Scalar(0.5)).to(ScalarType.Long);
        }
      };

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void aModelThatShiftsBrightnessIsFarByTheSquareOfTheShiftAndElseNothing() {
    // the prior's codes are 0 and 1 in turn, as the data
    Map<String, Double> values = measure(new EchoModel(Tiny.MODALITIES, Map.of("large", 0.25)));

    for (String key : Set.of("frechet.large", "frechet.small->large")) {
      assertThat(values.get(key)).as(key).isCloseTo(0.0625, within(1e-9));
      assertThat(values.get(key + ".within")).as(key).isCloseTo(0.0625, within(1e-9));
      // real images repeat: their neighbours are as they are
      for (String share : List.of("precision", "recall", "density", "coverage")) {
        assertThat(values.get(key + "." + share)).as(key + "." + share).isZero();
      }
    }
    for (String key : Set.of("frechet.small", "frechet.large->small", "frechet.large.real")) {
      assertThat(values.get(key)).as(key).isCloseTo(0, within(1e-9));
      assertThat(values.get(key + ".within")).as(key).isCloseTo(0, within(1e-9));
    }
    assertThat(values)
        .containsEntry("frechet.small.precision", 1.0)
        .containsEntry("frechet.small.recall", 1.0)
        .containsEntry("frechet.small.density", 60.0 / 5)
        .containsEntry("frechet.small.coverage", 1.0);
  }

  @Test
  void drawsOfASamplerAreComparedBesideThoseOfThePrior() {
    Evaluation evaluation =
        Tiny.withMixture(
            Tiny.evaluation(new EchoModel(Tiny.MODALITIES, Map.of()), alternating(), said));

    Map<String, Double> values = metric().measure(evaluation);

    // a mixture of two normals at 0 and 1, each all but a point
    assertThat(values).containsKeys("frechet.small.gmm.within", "frechet.small.gmm.coverage");
    assertThat(values.get("frechet.small.gmm")).isCloseTo(0, within(0.05));
  }

  @Test
  void onlyWhatTheModelGeneratesIsCompared() {
    assertThat(measure(new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()))))
        .containsKeys("frechet.small->large", "frechet.large.real", "frechet.small.real")
        .doesNotContainKeys("frechet.large", "frechet.small", "frechet.large->small");
  }

  @Test
  void withoutAnOracleOrWithAHandfulOfImagesItSaysSo() {
    Model model = new EchoModel(Tiny.MODALITIES, Map.of());
    TinyDataset data = Tiny.pairs(false, 0, 1, 0, 1, 0);
    String line =
        "frechet: skipped, no modality of images with classes or attributes for an oracle, or too"
            + " few of them";

    assertThat(new FrechetMetric().measure(Tiny.evaluation(model, data, said))).isEmpty();
    assertThat(said).containsExactly(line);

    said.clear();
    FrechetMetric bright =
        new FrechetMetric("frechet", (evaluation, modality) -> Optional.of(BRIGHTNESS));
    assertThat(bright.measure(Tiny.evaluation(model, data, said))).isEmpty();
    assertThat(said).containsExactly(line);
  }

  private Map<String, Double> measure(Model model) {
    return metric().measure(Tiny.evaluation(model, alternating(), said));
  }

  private static FrechetMetric metric() {
    return new FrechetMetric("frechet", (evaluation, modality) -> Optional.of(BRIGHTNESS));
  }

  private static TinyDataset alternating() {
    float[] greys = new float[120];
    for (int i = 0; i < greys.length; i++) {
      greys[i] = i % 2;
    }
    return Tiny.pairs(true, greys);
  }
}
