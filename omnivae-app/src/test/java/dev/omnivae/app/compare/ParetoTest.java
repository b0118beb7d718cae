package dev.omnivae.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParetoTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void coherenceIsDrawnAgainstDistanceWhereTwoRowsHaveBoth() {
    Map<String, Double> one =
        Map.of(
            "coherence.joint",
            0.5,
            "coherence.given.1",
            0.5,
            "frechet.a",
            3.0,
            "frechet.a.real",
            1.0);
    Map<String, Double> two =
        Map.of("coherence.joint", 0.7, "coherence.given.1", 0.5, "frechet.a", 4.0);

    Pareto.write(Map.of("one", List.of(one), "two", List.of(two), "none", List.of()), folder);

    assertThat(Files.exists(folder.resolve("pareto-joint.png"))).isTrue();
    // no distance of what is generated from another modality
    assertThat(Files.exists(folder.resolve("pareto-given.png"))).isFalse();
  }

  @Test
  void aRowAloneHasNothingToBeComparedWith() {
    Pareto.write(Map.of("one", List.of(Map.of("coherence.joint", 0.5, "frechet.a", 3.0))), folder);

    assertThat(folder).isEmptyDirectory();
  }
}
