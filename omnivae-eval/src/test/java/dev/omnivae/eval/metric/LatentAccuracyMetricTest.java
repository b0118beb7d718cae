package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.ChainModel;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LatentAccuracyMetricTest {
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void aCodeThatIsTheClassIsReadWithoutError() {
    Map<String, Double> values =
        new LatentAccuracyMetric()
            .measure(
                Tiny.evaluation(
                    new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(true, 0, 1, 1, 0), said));

    assertThat(values)
        .containsOnlyKeys(
            "latent_accuracy.small",
            "latent_accuracy.small.converged",
            "latent_accuracy.large",
            "latent_accuracy.large.converged")
        .containsEntry("latent_accuracy.small.converged", 1.0)
        .containsEntry("latent_accuracy.large.converged", 1.0);
  }

  @Test
  void aModalityThatNothingIsGeneratedFromHasNoCodes() {
    Map<String, Double> values =
        new LatentAccuracyMetric()
            .measure(
                Tiny.evaluation(
                    new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of())),
                    Tiny.pairs(true, 0, 1, 0, 1),
                    said));

    assertThat(values).containsOnlyKeys("latent_accuracy.small", "latent_accuracy.small.converged");
  }

  @Test
  void samplesThatLackTheModalityAreLeftOut() {
    Model model = whoseTextIsOneFor(Told.ONE);

    // two bright images have no caption: codes of nothing, 0, that no probe could tell from "zero"
    Map<String, Double> values =
        new LatentAccuracyMetric()
            .measure(
                Tiny.evaluation(
                    model, Told.data(new float[] {0, 1, 1, 1}, "zero", "one", null, null), said));

    assertThat(values)
        .containsEntry("latent_accuracy.text.converged", 1.0)
        .containsEntry("latent_accuracy.image.converged", 1.0);
    assertThat(said)
        .contains(
            "latent_accuracy text: fitting probes on 2 codes, testing on 2",
            "latent_accuracy image: fitting probes on 4 codes, testing on 4");
  }

  @Test
  void aModalityThatNoSampleHasIsSkipped() {
    Map<String, Double> values =
        new LatentAccuracyMetric()
            .measure(
                Tiny.evaluation(
                    whoseTextIsOneFor(Told.ONE), Told.data(new float[] {0, 1}, null, null), said));

    assertThat(values).containsOnlyKeys("latent_accuracy.image", "latent_accuracy.image.converged");
    assertThat(said).contains("latent_accuracy text: skipped, no sample of the train split has it");
  }

  /** The code of an image is its grey value, of a text 1 where it begins with that token. */
  private static Model whoseTextIsOneFor(int token) {
    return new ChainModel(
        List.of(Told.IMAGE, Told.TEXT),
        new double[][][] {Told.table(), Told.table()},
        first -> first == token ? 1 : 0);
  }

  @Test
  void withoutLabelsItSaysSoAndMeasuresNothing() {
    Map<String, Double> values =
        new LatentAccuracyMetric()
            .measure(
                Tiny.evaluation(
                    new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(false, 0, 1), said));

    assertThat(values).isEmpty();
    assertThat(said).containsExactly("latent_accuracy: skipped, the data set has no labels");
  }
}
