package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.Tiny;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of {@code probes}, {@code kmeans} and {@code prior_gap}, where the code is the grey value. */
class CodesMetricsTest {
  private static final Model ECHO = new EchoModel(Tiny.MODALITIES, Map.of());

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void aCodeThatIsTheClassIsReadByEveryProbeAndThereIsNothingToAdd() {
    assertThat(measure(new ProbesMetric(), ECHO, true))
        .containsOnly(
            Map.entry("probes.small.linear", 1.0),
            Map.entry("probes.small.nonlinear", 1.0),
            Map.entry("probes.large.linear", 1.0),
            Map.entry("probes.large.nonlinear", 1.0),
            Map.entry("probes.joint.linear", 1.0),
            Map.entry("probes.joint.nonlinear", 1.0),
            Map.entry("probes.synergy.linear", 0.0),
            Map.entry("probes.synergy.nonlinear", 0.0));
  }

  @Test
  void clustersOfSuchACodeAreTheClasses() {
    assertThat(measure(new KMeansMetric(), ECHO, true))
        .containsOnly(
            Map.entry("kmeans.small.accuracy", 1.0),
            Map.entry("kmeans.small.nmi", 1.0),
            Map.entry("kmeans.large.accuracy", 1.0),
            Map.entry("kmeans.large.nmi", 1.0),
            Map.entry("kmeans.joint.accuracy", 1.0),
            Map.entry("kmeans.joint.nmi", 1.0));
  }

  @Test
  void codesThatAreThePriorsDrawsHaveNoGap() {
    // the prior draws 0 and 1 in turn, as the data are
    Map<String, Double> same = measure(new PriorGapMetric(), ECHO, false, alternating(200, 1));
    assertThat(same).containsOnlyKeys("prior_gap.small", "prior_gap.large", "prior_gap.joint");
    // unbiased: off by some 1 / n
    assertThat(same.get("prior_gap.small")).isCloseTo(0, within(0.01));
    assertThat(
            measure(new PriorGapMetric(), ECHO, false, alternating(200, 3)).get("prior_gap.joint"))
        .isGreaterThan(0.1);
  }

  @Test
  void withoutLabelsOrAPriorTheySaySo() {
    assertThat(measure(new ProbesMetric(), ECHO, false)).isEmpty();
    assertThat(measure(new KMeansMetric(), ECHO, false)).isEmpty();
    assertThat(measure(new PriorGapMetric(), new LargeFromSmall(ECHO), true)).isEmpty();
    assertThat(said)
        .containsExactly(
            "probes: skipped, the data set has no labels",
            "kmeans: skipped, the data set has no labels",
            "prior_gap: skipped, the model draws nothing from a prior alone");
  }

  private static float[] alternating(int size, float bright) {
    float[] greys = new float[size];
    for (int i = 0; i < size; i++) {
      greys[i] = i % 2 == 0 ? 0 : bright;
    }
    return greys;
  }

  private Map<String, Double> measure(Metric metric, Model model, boolean labelled) {
    return measure(metric, model, labelled, 0, 1, 1, 0);
  }

  private Map<String, Double> measure(
      Metric metric, Model model, boolean labelled, float... greys) {
    return metric.measure(Tiny.evaluation(model, Tiny.pairs(labelled, greys), said));
  }
}
