package dev.omnivae.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the shipped recipes reach by training: minutes each, so only {@code ./mvnw verify -Pbars}
 * runs them. Every number is of the test split.
 */
@Tag("bars")
class BarsTest {
  @TempDir Path temp;

  @Test
  void digitsReachesItsCoherenceAndLatentAccuracy() {
    ObjectNode metrics = train("digits");

    assertThat(number(metrics, "coherence.cross.handwritten->street")).isGreaterThanOrEqualTo(0.85);
    assertThat(number(metrics, "coherence.cross.street->handwritten")).isGreaterThanOrEqualTo(0.95);
    assertThat(number(metrics, "latent_accuracy.handwritten")).isGreaterThanOrEqualTo(0.95);
    assertThat(number(metrics, "latent_accuracy.street")).isGreaterThanOrEqualTo(0.95);
    // honest: a small network is neither perfect on the street side nor bad
    assertThat(number(metrics, "oracle.street.accuracy")).isBetween(0.95, 0.99);
  }

  @Test
  void oracleOfRealMnistIsRightOftenEnough() {
    String named = System.getenv("OMNIVAE_DATA");
    Path data = Path.of(named == null ? "../../shared/data" : named);
    Assumptions.assumeTrue(Files.isDirectory(data.resolve("mnist")), "no real MNIST at " + data);

    ObjectNode metrics =
        train(
            "mnist-street-elbo-naive",
            "--data",
            data.toString(),
            "-s",
            "training.epochs=0.1",
            "-s",
            "evaluation.metrics=[coherence]");

    assertThat(number(metrics, "oracle.mnist.accuracy")).isGreaterThanOrEqualTo(0.985);
  }

  private ObjectNode train(String... words) {
    Path run = temp.resolve("run");
    String[] all = new String[words.length + 3];
    all[0] = "train";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--out";
    all[words.length + 2] = run.toString();
    Cli.Outcome outcome = Cli.run(all);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Json.read(run.resolve("metrics.json"));
  }

  private static double number(ObjectNode metrics, String key) {
    return metrics.path(key).asDouble(Double.NaN);
  }
}
