package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Halves;
import dev.omnivae.eval.Tiny;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributesMetricTest {
  @TempDir private Path cache = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void whatTheModelNeverDrawsIsWrongWhereItShouldBeThere() {
    // given a model that reads both attributes, and draws the first alone
    float[] marks = Halves.marks();
    int without = 0;
    for (int i = 1; i < marks.length; i += 2) {
      without += marks[i] == 0 ? 1 : 0;
    }
    double expected = without / (marks.length / 2.0);

    Map<String, Double> values =
        new AttributesMetric()
            .measure(
                new Evaluation(new Halves(), Halves.dataset(), Split.TEST, 1, cache, line -> {}));

    assertThat(values.get("attributes.image->marks.accuracy")).isEqualTo(1);
    assertThat(values.get("attributes.image->marks.accuracy.1")).isEqualTo(1);
    // the oracle itself may err
    double oracle = values.getOrDefault("attributes.oracle.image.accuracy", 0.0);
    assertThat(oracle).isGreaterThan(0.99);
    assertThat(values.get("attributes.marks->image.accuracy.0")).isGreaterThan(0.98);
    assertThat(values.get("attributes.marks->image.accuracy.1")).isCloseTo(expected, within(0.02));
    assertThat(values.get("attributes.marks->image.accuracy"))
        .isCloseTo((1 + expected) / 2, within(0.02));
  }

  @Test
  void withoutAttributesItIsSkippedWithALine() {
    List<String> said = new ArrayList<>();

    Map<String, Double> values =
        new AttributesMetric()
            .measure(
                Tiny.evaluation(
                    new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(false, 0, 1), said));

    assertThat(values).isEmpty();
    assertThat(said)
        .containsExactly(
            "attributes: skipped, the model has no images with attributes beside them");
  }
}
