package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.ModelFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run stopped at any moment and resumed ends as one that never stopped: the very same bytes. */
class ResumeTest {
  private static final String PLAIN =
      "{\"epochs\": 3, \"batch_size\": 20, \"log_every\": 4, \"checkpoint_every\": 7,"
          + " \"validate_every\": 0.5, \"clip\": 1, \"optimizer\": {\"amsgrad\": true,"
          + " \"schedule\": \"cosine\"}}";

  private static final String PHASES =
      "{\"batch_size\": 20, \"log_every\": 4, \"checkpoint_every\": 7, \"ema\": {\"decay\": 0.9},"
          + " \"phases\": [{\"epochs\": 1.3, \"optimizer\": {\"name\": \"sgd\", \"learning_rate\":"
          + " 1e-3, \"momentum\": 0.9}}, {\"epochs\": 1, \"parameters\":"
          + " [\"modality.a.decoder.*\"]}]}";

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  /** The disk fills at the n-th write, for every n: no write is one after which a run is lost. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, PHASES})
  void aFullDiskAtAnyWriteIsOneLineAndNothingIsLost(String json, @TempDir Path folder)
      throws IOException {
    Path whole = folder.resolve("whole");
    CountedDisk disk = new CountedDisk(Long.MAX_VALUE);
    train(json, whole, disk, false);
    float[] expected = last(whole, json);

    for (long at = 1; at <= disk.writes; at += 3) {
      Path run = folder.resolve("run-" + at);
      long fails = at;
      assertThatThrownBy(() -> train(json, run, new CountedDisk(fails), false))
          .isInstanceOf(RunException.class)
          .hasMessageStartingWith(run.toString())
          .hasMessageEndingWith(
              " must be writable, got 'No space left on device'; free some space or mend its"
                  + " folder, then continue");

      train(json, run, AtomicFiles.DISK, true);

      assertThat(Runs.metrics(run)).isEqualTo(Runs.metrics(whole));
      assertThat(last(run, json)).isEqualTo(expected);
      assertThat(run.resolve("checkpoints/best/model.safetensors"))
          .hasSameBinaryContentAs(whole.resolve("checkpoints/best/model.safetensors"));
    }
  }

  @Test
  void aRunKilledAgainAndAgainEndsTheSame(@TempDir Path folder) throws Exception {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    train(KilledMain.JSON, whole, AtomicFiles.DISK, false);
    long seed = System.nanoTime();
    System.out.println("ResumeTest.aRunKilledAgainAndAgainEndsTheSame: seed " + seed);
    Random random = new Random(seed);

    int kills = 0;
    for (int sitting = 0; sitting < 3; sitting++) {
      // somewhere between the first steps and, over the sittings, most of the run
      int afterLines = 5 + random.nextInt(25);
      long thenMillis = random.nextInt(20);
      Process child = child(killed);
      try (BufferedReader lines = child.inputReader()) {
        int seen = 0;
        while (seen < afterLines && lines.readLine() != null) {
          seen++;
        }
        Thread.sleep(thenMillis);
        if (child.isAlive()) {
          child.destroyForcibly(); // SIGKILL
          kills++;
        }
        child.waitFor();
      }
    }
    assertThat(kills).as("kills that hit a living child").isPositive();
    train(KilledMain.JSON, killed, AtomicFiles.DISK, true);

    assertThat(Runs.metrics(killed)).isEqualTo(Runs.metrics(whole));
    assertThat(last(killed, KilledMain.JSON)).isEqualTo(last(whole, KilledMain.JSON));
  }

  private static Process child(Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledMain.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void train(String json, Path folder, AtomicFiles files, boolean resume) {
    Runs.Run run = new Runs.Run(json);
    run.files = files;
    run.train(folder, resume);
  }

  private static float[] last(Path folder, String json) {
    Runs.Run run = new Runs.Run(json);
    ModelFile.load(folder.resolve("checkpoints/last/model.safetensors"), run.store, run.model);
    return Tensors.floats(run.store.values());
  }

  /** A disk that is full from the n-th write on, after taking half of it. */
  private static final class CountedDisk extends AtomicFiles {
    private final long failsAt;
    long writes;

    CountedDisk(long failsAt) {
      this.failsAt = failsAt;
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes) throws IOException {
      writes++;
      if (writes >= failsAt) {
        bytes.limit(bytes.position() + bytes.remaining() / 2);
        super.write(channel, bytes);
        throw new IOException("No space left on device");
      }
      super.write(channel, bytes);
    }
  }

  @Test
  void metricsCutShorterThanTheCheckpointAreOneLine(@TempDir Path folder) throws IOException {
    train(PLAIN, folder, AtomicFiles.DISK, false);
    Path metrics = folder.resolve("metrics.jsonl");
    long size = Files.size(metrics);
    Files.write(metrics, List.of());

    assertThatThrownBy(() -> train(PLAIN, folder, AtomicFiles.DISK, true))
        .hasMessage(
            metrics
                + " must be at least the "
                + size
                + " bytes it had at the checkpoint, got 0; put it back, or start a new run");
  }
}
