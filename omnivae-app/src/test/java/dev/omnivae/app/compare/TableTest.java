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
