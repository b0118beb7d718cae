package dev.omnivae.app.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Map<String, List<Map<String, Double>>> RUNS = new LinkedHashMap<>();

  static {
    RUNS.put(
        "mvae",
        List.of(
            Map.of("coherence.given.1", 0.5, "latent_accuracy.a", 0.8, "latent_accuracy.b", 0.6),
            Map.of("coherence.given.1", 0.7, "latent_accuracy.a", 0.9, "latent_accuracy.b", 0.7)));
    RUNS.put("mopoe", List.of(Map.of("coherence.given.1", 0.25, "train.seconds", 123.4)));
  }

  @Test
  void meanAndSpreadOverSeedsStandInEachCell() {
    Table table =
        new Table(
            List.of("coherence.given.*", "mean latent_accuracy.*", "train.seconds", "elbo"),
            RUNS,
            Map.of());

    // sample standard deviation of 0.5 and 0.7 is 0.1 * sqrt(2)
    assertThat(table.markdown())
        .isEqualTo(
            """
            | run   | coherence.given.1 | mean latent_accuracy.* | train.seconds |
            | ----- | ----------------- | ---------------------- | ------------- |
            | mvae  | 0.600 ± 0.141     | 0.750 ± 0.071          | -             |
            | mopoe | 0.250             | -                      | 123.4         |
            """);
  }

  @Test
  void machinesGetEverySeed() {
    Table table = new Table(List.of("coherence.given.*"), RUNS, Map.of());

    assertThat(table.json().at("/mvae/coherence.given.1/deviation").asDouble())
        .isCloseTo(0.1 * Math.sqrt(2), within(1e-12));
    assertThat(table.json().at("/mvae/coherence.given.1/values")).hasSize(2);
    assertThat(table.json().at("/mopoe/coherence.given.1").has("deviation")).isFalse();
  }

  @Test
  void whatIsBeyondTheIntervalsOfBothIsMarked() {
    Map<String, List<Map<String, Double>>> runs = new LinkedHashMap<>();
    runs.put("first", seeds(0.50, 0.51, 0.52));
    // half widths 4.303 * 0.01 / sqrt 3 = 0.0248 each: together 0.035
    runs.put("chance", seeds(0.53, 0.54, 0.55));
    runs.put("above", seeds(0.55, 0.56, 0.57));
    runs.put("below", seeds(0.45, 0.46, 0.47));
    runs.put("alone", seeds(0.9));
    Table table = new Table(List.of("coherence.joint"), runs, Map.of());

    assertThat(table.markdown())
        .isEqualTo(
            """
            | run    | coherence.joint |
            | ------ | --------------- |
            | first  | 0.510 ± 0.010   |
            | chance | 0.540 ± 0.010   |
            | above  | 0.560 ± 0.010 ↑ |
            | below  | 0.460 ± 0.010 ↓ |
            | alone  | 0.900           |

            ↑ ↓: above or below the first row by more than the 95 % intervals of both leave to chance
            """);
    assertThat(table.json().at("/above/coherence.joint/beyond_first").asInt()).isEqualTo(1);
    assertThat(table.json().at("/chance/coherence.joint/beyond_first").asInt()).isZero();
    assertThat(table.json().at("/alone/coherence.joint").has("beyond_first")).isFalse();
  }

  @Test
  void ofOneSeedTheIntervalIsThatOfTheNumber() {
    Map<String, List<Map<String, Double>>> runs = new LinkedHashMap<>();
    runs.put("first", List.of(bounded(0.50, 0.47, 0.53)));
    runs.put("chance", List.of(bounded(0.54, 0.51, 0.57)));
    runs.put("above", List.of(bounded(0.545, 0.515, 0.575)));
    Table table = new Table(List.of("coherence.*"), runs, Map.of());

    // the root of 0.03² + 0.03² is 0.0424; ends of intervals are no columns
    assertThat(table.markdown())
        .contains("| run    | coherence.joint |")
        .contains("| chance | 0.540           |")
        .contains("| above  | 0.545 ↑         |");
  }

  @Test
  void studentsQuantilesReachTheNormalOne() {
    assertThat(Spread.student(2)).isEqualTo(4.303);
    // 2.086 and 1.984 in tables
    assertThat(Spread.student(20)).isCloseTo(2.086, within(0.01));
    assertThat(Spread.student(100)).isCloseTo(1.984, within(0.01));
  }

  private static List<Map<String, Double>> seeds(double... values) {
    return java.util.Arrays.stream(values).mapToObj(v -> Map.of("coherence.joint", v)).toList();
  }

  private static Map<String, Double> bounded(double value, double low, double high) {
    return Map.of(
        "coherence.joint", value, "coherence.joint.low", low, "coherence.joint.high", high);
  }

  @Test
  void aFailedRunIsNamedBelow() {
    Table table =
        new Table(List.of("coherence.given.*"), RUNS, Map.of("mvae", "seed 3 failed: loss is NaN"));

    assertThat(table.markdown()).endsWith("\nmvae: seed 3 failed: loss is NaN\n");
  }

  @Test
  void aStarStandsForOnePartOfAKey() {
    Map<String, Double> run =
        Map.of(
            "latent_accuracy.a", 0.1, "latent_accuracy.a.converged", 0.2, "latent_accuracy", 0.3);

    assertThat(Columns.of(List.of("latent_accuracy.*"), List.of(run)).names())
        .containsExactly("latent_accuracy.a");
  }
}
