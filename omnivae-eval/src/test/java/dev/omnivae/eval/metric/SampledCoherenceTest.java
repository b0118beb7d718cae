package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.oracle.Oracle;
import dev.omnivae.eval.oracle.OracleSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a sampler draws given modalities is judged beside what the model itself does. */
class SampledCoherenceTest {
  /** Bright or dark: the class of a grey image. */
  private static final OracleSource BRIGHTNESS =
      (evaluation, modality) ->
          Optional.of(
              new Oracle(
                  x ->
                      x.flatten(1, -1)
                          .mean(new long[] {1}, false, null)
                          .gt(new Scalar(0.5))
                          .to(ScalarType.Long),
                  1));

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(1); // threads gain nothing on rows of three numbers
  }

  /** Two hundred pairs, every other one bright. */
  private static TinyDataset darkAndBright() {
    float[] labels = new float[200];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
    }
    return Tiny.pairs(true, labels);
  }

  private Map<String, Double> measured(int steps) {
    Evaluation evaluation =
        Tiny.evaluation(new EchoModel(Tiny.MODALITIES, Map.of()), darkAndBright(), said);
    return new CoherenceMetric(BRIGHTNESS).measure(Tiny.withFlow(evaluation, steps));
  }

  @Test
  void aFlowThatKnowsTheCodesIsCoherent() {
    Map<String, Double> fitted = measured(400);

    // codes are 0 and 1; after 400 steps nine in ten are told apart
    for (String key : List.of("cross.small->large", "cross.large->small", "given.1", "joint")) {
      assertThat(fitted.get("coherence." + key + ".flow")).as(key).isGreaterThan(0.85);
      assertThat(fitted).containsEntry("coherence." + key, 1.0);
    }
    assertThat(fitted)
        .containsKeys(
            "coherence.cross.small->large.flow.macro",
            "coherence.cross.small->large.flow.low",
            "coherence.cross.small->large.flow.high",
            "coherence.cross.small->large.flow.macro.low",
            "coherence.given.1.flow.low");
    assertThat(said).contains("coherence: cross generation of 200 samples, drawn by flow");
  }

  @Test
  void aFlowThatKnowsNothingGuessesWhateverTheModelsOwnCodesSay() {
    Map<String, Double> noise = measured(1);

    // 200 samples: a standard error of 0.035
    assertThat(noise.get("coherence.cross.small->large.flow")).isEqualTo(0.5, within(0.14));
    assertThat(noise).containsEntry("coherence.cross.small->large", 1.0);
  }
}
