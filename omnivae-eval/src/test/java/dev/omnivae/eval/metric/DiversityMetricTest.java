package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DiversityMetricTest {
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void theDistanceIsHalfOfWhatSharesAreOffAndDrawsOfNoClassAreOffAltogether() {
    assertThat(DiversityMetric.fromUniform(5, 5, 0)).isZero();
    assertThat(DiversityMetric.fromUniform(10, 0, 0)).isEqualTo(0.5);
    assertThat(DiversityMetric.fromUniform(0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0))
        .isEqualTo(0.9, within(1e-12));
    assertThat(DiversityMetric.fromUniform(3, 1, 4))
        .isEqualTo((0.125 + 0.375 + 0.5) / 2, within(1e-12));
    assertThat(DiversityMetric.fromUniform(0, 0, 4)).isEqualTo(1);
  }

  @Test
  void classesAreThoseTheOracleSeesInDrawsFromThePrior() {
    // the prior's codes are 0 and 1 in turn; the large image is bright in both
    assertThat(measure(new EchoModel(Tiny.MODALITIES, Map.of("large", 1.0))))
        .containsOnly(
            Map.entry("diversity.small.histogram", 0.0),
            Map.entry("diversity.large.histogram", 0.5));
  }

  @Test
  void drawsOfASamplerAreJudgedLikeThoseOfThePrior() {
    Model echo = new EchoModel(Tiny.MODALITIES, Map.of());
    Evaluation of = Tiny.evaluation(echo, Tiny.pairs(true, 0, 1, 1, 1, 0, 1, 1, 1), said);

    Map<String, Double> values = metric().measure(Tiny.withMixture(of));

    // three of four codes of the training split are bright; a standard error of 0.004
    assertThat(values.get("diversity.small.histogram.gmm")).isEqualTo(0.25, within(0.02));
    assertThat(values).containsEntry("diversity.small.histogram", 0.0);
  }

  @Test
  void aModelThatDrawsNothingFromThePriorHasNoDiversity() {
    assertThat(measure(new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of())))).isEmpty();
    assertThat(said)
        .containsExactly(
            "diversity: skipped, nothing with classes for an oracle is generated from the prior");
  }

  private Map<String, Double> measure(Model model) {
    return metric().measure(Tiny.evaluation(model, Tiny.pairs(true, 0, 1), said));
  }

  private static DiversityMetric metric() {
    return new DiversityMetric(
        (evaluation, modality) ->
            Optional.of(
                new Oracle(
                    x ->
                        x.flatten(1, -1)
                            .mean(new long[] {1}, false, null)
                            .gt(new Scalar(0.5))
                            .to(ScalarType.Long),
                    1)));
  }
}
