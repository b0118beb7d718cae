package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Halves;
import dev.omnivae.eval.Tiny;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ActiveUnitsMetricTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  /** Brightnesses 0 and b have a variance of b² / 4. */
  private static Map<String, Double> active(float b) {
    EchoModel model = new EchoModel(Tiny.MODALITIES, Map.of());
    return new ActiveUnitsMetric()
        .measure(Tiny.evaluation(model, Tiny.pairs(false, 0, b, 0, b), new ArrayList<>()));
  }

  @Test
  void aDimensionThatVariesWithTheSampleIsActive() {
    assertThat(active(0.25f))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("active_units.small", 1.0, "active_units.large", 1.0));
  }

  @Test
  void aDimensionThatHardlyVariesIsNot() {
    assertThat(active(0.15f)).containsEntry("active_units.small", 0.0);
    assertThat(active(0)).containsEntry("active_units.large", 0.0);
  }

  @Test
  void dimensionsAreCountedOneByOne() {
    assertThat(
            new ActiveUnitsMetric()
                .measure(Tiny.evaluation(new Halves(), Halves.dataset(), new ArrayList<>())))
        .containsEntry("active_units.image", 2.0);
  }
}
