package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiny runs of what is no VAE of a plain posterior, through every command. */
class RelativesRunTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"digits-vq", "digits-flow", "digits-factorvae"})
  void isTrainedMeasuredSampledAndReported(String recipe) throws IOException {
    String run = temp.resolve(recipe).toString();
    succeeds(Cli.tiny("train", recipe, "--out", run));
    double elbo = metrics(run).get("elbo").doubleValue();

    succeeds(Cli.run("evaluate", run, "--metrics", "elbo,mig,dci", "--threads", "2"));
    succeeds(Cli.run("sample", run, "-n", "3", "--threads", "2"));
    succeeds(Cli.run("report", run));

    // sums of float32 over other threads
    assertThat(metrics(run).get("elbo").doubleValue())
        .isEqualTo(elbo, within(1e-5 * Math.abs(elbo)));
    for (String key :
        List.of("mig.handwritten", "mig.handwritten.slant", "dci.handwritten.informativeness")) {
      assertThat(metrics(run).get(key).doubleValue()).as(key).isBetween(0.0, 1.0);
    }
    Path drawn = Path.of(run, "samples/unconditional/prior/handwritten");
    assertThat(drawn.toFile().list((at, name) -> name.endsWith(".png"))).hasSize(3);
    assertThat(Files.readString(Path.of(run, "report.html")))
        .contains("Reconstructions", "Mutual information gap of handwritten");
  }

  private static void succeeds(Cli.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static ObjectNode metrics(String run) {
    return Json.read(Path.of(run, "metrics.json"));
  }
}
