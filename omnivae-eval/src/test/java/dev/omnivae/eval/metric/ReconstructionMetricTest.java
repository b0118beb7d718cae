package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReconstructionMetricTest {
  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void anImageMovedByAHalfHasAMeanSquaredErrorOfAQuarter() {
    EchoModel model = new EchoModel(Tiny.MODALITIES, Map.of("large", 0.5));

    Map<String, Double> values =
        new ReconstructionMetric()
            .measure(Tiny.evaluation(model, Tiny.pairs(false, 0, 1, 0), new ArrayList<>()));

    assertThat(values.get("reconstruction.small.mse")).isEqualTo(0, within(1e-12));
    // float32 sums of 27 quarters
    assertThat(values.get("reconstruction.large.mse")).isEqualTo(0.25, within(1e-6));
  }

  @Test
  void whatIsNotGeneratedFromItselfIsNotMeasured() {
    LargeFromSmall model = new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()));

    Map<String, Double> values =
        new ReconstructionMetric()
            .measure(Tiny.evaluation(model, Tiny.pairs(false, 0, 1, 0), new ArrayList<>()));

    assertThat(values).isEmpty();
  }
}
