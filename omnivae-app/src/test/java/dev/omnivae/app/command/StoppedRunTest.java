package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process stopped in the midst of training; what is resumed ends as what never was. */
class StoppedRunTest {
  private static final List<String> LONGER =
      List.of("-s", "training.epochs=3", "-s", "training.checkpoint_every=2");

  @TempDir static Path temp;
  private static Path whole;

  @BeforeAll
  static void trainOneThatIsNotStopped() {
    whole = temp.resolve("whole");
    Cli.Outcome outcome = Cli.run(train(whole, false).toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  @Test
  void aRunKilledThreeTimesEndsAsOneThatWasNotKilled() throws Exception {
    Path killed = temp.resolve("killed");

    for (int lines = 2; lines <= 8; lines += 3) {
      Process process = childAfter(lines, killed);
      process.destroyForcibly().waitFor();
    }

    endsAsTheWholeOne(killed);
  }

  @Test
  void aRunToldToStopEndsAtItsNextStepWithOneLine() throws Exception {
    Path stopped = temp.resolve("stopped");

    Process process = childAfter(2, stopped);
    process.destroy(); // SIGTERM
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(temp.resolve("child.log")))
        .contains("omnivae: interrupted")
        .doesNotContain("SIGSEGV", "unexpected");
    endsAsTheWholeOne(stopped);
  }

  private static void endsAsTheWholeOne(Path run) throws IOException {
    Cli.Outcome last = Cli.run("train", "--out", run.toString(), "--resume", "--threads", "2");

    assertThat(last.code()).as(last.err()).isZero();
    assertThat(log(run)).isEqualTo(log(whole));
    assertThat(Json.read(run.resolve("metrics.json")).get("elbo"))
        .isEqualTo(Json.read(whole.resolve("metrics.json")).get("elbo"));
  }

  private static List<String> train(Path run, boolean resume) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("train", "digits-elbo-naive", "--out", run.toString()));
    if (resume) {
      words.add("--resume");
    }
    if (!Files.exists(run.resolve("config.yaml"))) {
      words.addAll(Cli.TINY);
      words.addAll(LONGER);
    }
    return words;
  }

  /** A child that trains, or goes on, and has logged so many lines. */
  private static Process childAfter(int lines, Path run) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.omnivae.app.Main"));
    command.addAll(train(run, true));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("child.log").toFile())
            .start();
    Path log = run.resolve("metrics.jsonl");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (process.isAlive() && count(log) < lines && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(count(log)).as(Files.readString(temp.resolve("child.log"))).isPositive();
    return process;
  }

  private static long count(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log).lines().count() : 0;
  }

  /** Every logged value, whatever the order of its keys; the log holds no times. */
  private static List<JsonNode> log(Path run) throws IOException {
    List<JsonNode> points = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      points.add(new ObjectMapper().readTree(line));
    }
    return points;
  }
}
