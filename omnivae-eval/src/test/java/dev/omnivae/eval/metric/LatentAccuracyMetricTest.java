package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
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
