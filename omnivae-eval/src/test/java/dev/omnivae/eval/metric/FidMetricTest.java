package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.quality.Inception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FidMetricTest {
  @TempDir private Path cache = Path.of("");

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void withoutTheWeightsItSaysWhereTheyBelong() {
    assertThat(new FidMetric().measure(evaluation())).isEmpty();
    assertThat(said)
        .containsExactly(
            "fid: skipped, there is no %s; put pytorch-fid's file there, or measure frechet"
                .formatted(file()));
  }

  @Test
  void otherWeightsAreNoFid() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "other");

    assertThatThrownBy(() -> new FidMetric().measure(evaluation()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("SHA-256 of " + file() + " must be 6726825d...");
  }

  private Path file() {
    return cache.resolve("weights").resolve(Inception.FILE);
  }

  private Evaluation evaluation() {
    return new Evaluation(
        new EchoModel(Tiny.MODALITIES, Map.of()),
        Tiny.pairs(true, 0, 1),
        Split.TEST,
        1,
        cache,
        said::add);
  }
}
