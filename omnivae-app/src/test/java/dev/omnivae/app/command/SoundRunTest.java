package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.generate.Dice;
import dev.omnivae.data.generate.SpokenDigits;
import dev.omnivae.data.sound.Sound;
import dev.omnivae.data.sound.SoundFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run over images and sounds through the commands that write and read sound. */
class SoundRunTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  static Path temp;

  @SuppressWarnings("NullAway.Init") // set before all
  private static Path run;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    ok(
        Cli.run(
            "train",
            "digits-spoken",
            "--out",
            run.toString(),
            "-s",
            "data.samples=200",
            "-s",
            "data.test_samples=40",
            "-s",
            "training.epochs=1",
            "-s",
            "training.phases=null",
            "-s",
            "training.batch_size=20",
            "-s",
            "model.modalities.spoken.encoder.filters=4",
            "-s",
            "evaluation.metrics=[coherence, reconstruction]",
            "--threads",
            "1"));
  }

  private static Cli.Outcome ok(Cli.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static Cli.Outcome sample(String... words) {
    List<String> all = new ArrayList<>(List.of("sample", run.toString(), "--threads", "1"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void coherenceHasAnOracleForSound() {
    JsonNode metrics = Json.read(run.resolve("metrics.json"));

    for (String key :
        List.of(
            "oracle.spoken.accuracy",
            "coherence.cross.handwritten->spoken",
            "coherence.cross.spoken->handwritten",
            "reconstruction.spoken.mse")) {
      assertThat(metrics.path(key).isNumber()).as(key).isTrue();
    }
    assertThat(metrics.get("oracle.spoken.accuracy").asDouble())
        .isGreaterThan(0.5); // by chance 0.1
  }

  @Test
  void samplesOfSoundArePicturesAndSounds() throws IOException {
    ok(sample("-n", "3"));

    Path folder = run.resolve("samples/unconditional/prior/spoken");
    for (int id = 0; id < 3; id++) {
      BufferedImage picture = ImageIO.read(folder.resolve(id + ".png").toFile());
      assertThat(picture.getWidth()).isEqualTo(32);
      assertThat(picture.getHeight()).isEqualTo(64);
      Sound sound = SoundFile.read(folder.resolve(id + ".wav"));
      assertThat(sound.rate()).isEqualTo(8000);
      assertThat(sound.seconds()).isEqualTo(0.62);
    }
    assertThat(folder.resolveSibling("handwritten/2.png")).isNotEmptyFile();
    assertThat(folder.resolveSibling("handwritten/2.wav")).doesNotExist();
    assertThat(folder.resolveSibling("contact-sheet.png")).isNotEmptyFile();
  }

  @Test
  void aSoundOfTheUserGivesImages() throws IOException {
    Path file = temp.resolve("seven.wav");
    Files.write(file, SoundFile.wav(SpokenDigits.say(7, Dice.of(5, "test", 0)).sound()));

    Cli.Outcome told = ok(sample("--given", "spoken=" + file, "-n", "2", "--json"));

    assertThat(told.out()).contains("spoken/1.wav").contains("spoken/1.png");
    assertThat(run.resolve("samples/conditional/spoken/handwritten/1.png")).isNotEmptyFile();
  }

  @Test
  void aFileThatIsNoSoundIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("a.wav"), "words");

    Cli.Outcome outcome = sample("--given", "spoken=" + file);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors()).hasSize(1);
    assertThat(outcome.errors().get(0))
        .startsWith(
            "omnivae: sound file " + file + " must be a WAV file with a whole header, got none (");
  }

  @Test
  void voicesAreWrittenForOtherPrograms() {
    Path folder = temp.resolve("recordings");

    ok(Cli.run("data", "make", "voices", folder.toString(), "-s", "samples=20"));

    assertThat(folder.toFile().list())
        .hasSize(20)
        .allMatch(n -> n.matches("\\d_voice\\d_\\d+\\.wav"));
  }
}
