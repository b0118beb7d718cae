package dev.omnivae.app.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.app.recipe.Recipes;
import dev.omnivae.core.config.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonRunTest {
  private static final Comparison TWO =
      Sweep.of(
          Recipes.of(ComparisonRunTest.class.getClassLoader()).get("digits-vae"),
          List.of(GridAxis.parse("training.objective.beta=1,4")),
          List.of(),
          List.of(1L));

  @TempDir Path out;

  private final List<Path> begun = new ArrayList<>();

  @Test
  void aRunThatFailsIsNamedAndTheOthersGoOn() {
    ComparisonRun.Outcome outcome =
        new ComparisonRun(
                TWO,
                out,
                (recipe, folder, resumed) -> {
                  begun.add(folder.path());
                  if (begun.size() == 1) {
                    throw new RunException("the loss is not finite");
                  }
                  return new TreeMap<>(Map.of("elbo", -1.0));
                },
                line -> {})
            .run();

    assertThat(begun).hasSize(2);
    assertThat(outcome.failed()).isOne();
    assertThat(out.resolve("table.md")).content().contains("beta-1: seed 1 failed: the loss");
  }

  @Test
  void aProcessThatIsToldToStopBeginsNoOther() {
    ComparisonRun run =
        new ComparisonRun(
            TWO,
            out,
            (recipe, folder, resumed) -> {
              begun.add(folder.path());
              throw new CancellationException("told to stop");
            },
            line -> {});

    assertThatThrownBy(run::run).isInstanceOf(CancellationException.class);
    assertThat(begun).hasSize(1);
    assertThat(out.resolve("table.md")).doesNotExist();
  }
}
