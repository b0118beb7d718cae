package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sampling from a tiny run over five components with two conditions. */
class SampleTest {
  private static final String[] COMPONENTS = {"group_nc", "group_km", "bt", "fpu", "tpc"};

  @TempDir static Path temp;
  private static Path run;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    Cli.Outcome trained = Cli.tiny("train", "profiles", "--out", run.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  private static Cli.Outcome sample(String... words) {
    List<String> all = new ArrayList<>(List.of("sample", run.toString(), "--threads", "1"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray(String[]::new));
  }

  private static void refused(String line, String... words) {
    Cli.Outcome outcome = sample(words);

    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }

  private static Path mask(int width, int height, int white) throws IOException {
    return Pixels.mask(temp, width, height, white);
  }

  @Test
  void everyGivenComponentAloneAndAllTogetherGiveAllComponents() {
    Cli.Outcome outcome = sample("--mode", "inpainting", "--given", "group_nc,bt", "-n", "3");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    Path folder = run.resolve("samples/inpainting");
    for (String given : new String[] {"group_nc", "bt", "group_nc+bt"}) {
      for (String component : COMPONENTS) {
        for (int id = 0; id < 3; id++) {
          assertThat(folder.resolve(given).resolve(component).resolve(id + ".png"))
              .isNotEmptyFile();
        }
      }
      assertThat(folder.resolve(given).resolve("contact-sheet.png")).doesNotExist();
    }
    assertThat(folder.resolve("contact-sheet.png")).isNotEmptyFile();
    assertThat(outcome.out()).startsWith("45 files in " + folder);
  }

  @Test
  void conditionsSteerEveryMode() throws IOException {
    String[][] modes = {
      {"--mode", "unconditional"},
      {"--mode", "conditional", "--given", "bt"},
      {"--mode", "inpainting", "--given", "bt"},
    };
    String[] files = {"unconditional/prior", "conditional/bt", "inpainting/bt"};
    for (int i = 0; i < modes.length; i++) {
      Path file = run.resolve("samples").resolve(files[i]).resolve("fpu/0.png");
      byte[] own = steered(file, modes[i]);
      byte[] narrow = steered(file, modes[i], "--condition", "width_px=6,height_px=60");
      byte[] wide = steered(file, modes[i], "--condition", "width_px=30,height_px=60");
      byte[] again = steered(file, modes[i], "--condition", "width_px=6,height_px=60");

      assertThat(again).isEqualTo(narrow);
      assertThat(wide).isNotEqualTo(narrow);
      assertThat(own).isNotEqualTo(narrow);
    }
  }

  private static byte[] steered(Path file, String[] mode, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("-n", "1"));
    words.addAll(List.of(mode));
    words.addAll(List.of(more));
    Cli.Outcome outcome = sample(words.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Files.readAllBytes(file);
  }

  @Test
  void conditionsThatMakeNoSenseAreRefused() {
    refused(
        "--condition must name conditions the model was trained with, got 'width'; did you mean"
            + " 'width_px'? choices: height_px, width_px",
        "--condition",
        "width=3");
    refused(
        "--condition width_px must be a number, got 'wide'; write --condition width_px=24",
        "--condition",
        "width_px=wide");
  }

  @Test
  void knownPixelsAreKeptAndTheOthersFilledIn() throws IOException {
    Path mask = mask(32, 64, 40);

    Cli.Outcome outcome = sample("--known", "bt=" + mask, "--ids", "2", "--given", "fpu");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    Path folder = run.resolve("samples/inpainting/fpu+bt.known");
    int[] filled = Pixels.levels(folder.resolve("bt/2.png"));
    int[] seen = Pixels.levels(run, 2, "bt");
    int changed = 0;
    for (int i = 0; i < seen.length; i++) {
      if (i / 32 < 40) {
        assertThat(filled[i]).as("pixel %d", i).isEqualTo(seen[i]);
      } else if (filled[i] != seen[i]) {
        changed++;
      }
    }
    // a model of one epoch cannot know the rest by heart
    assertThat(changed).isPositive();
    assertThat(folder.resolve("group_km/2.png")).isNotEmptyFile();
    assertThat(run.resolve("samples/inpainting/contact-sheet.png")).isNotEmptyFile();
  }

  @Test
  void aPictureOfTheUsersIsFilledIn() throws IOException {
    Path mask = mask(32, 64, 20);
    Path picture = run.resolve("figures/data.png");

    Cli.Outcome outcome = sample("--known", "bt=" + mask, "--given", "bt=" + picture, "-n", "2");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(run.resolve("samples/inpainting/bt.known/tpc/1.png")).isNotEmptyFile();
  }

  @Test
  void masksThatMakeNoSenseAreRefused() throws IOException {
    Path small = mask(10, 64, 3);
    refused(
        "--known bt must be a mask of the modality's size, 32x64 (width x height), got %s of 10x64;"
                .formatted(small)
            + " draw it at that size",
        "--known",
        "bt=" + small);
    Path white = mask(32, 64, 64);
    refused(
        "--known bt must be white where pixels are known and black where they are not, got %s, all"
                .formatted(white)
            + " white; write --given bt",
        "--known",
        "bt=" + white);
    Path black = mask(32, 64, 0);
    refused(
        "--known bt must be white where pixels are known and black where they are not, got %s, all"
                .formatted(black)
            + " black; leave the modality out",
        "--known",
        "bt=" + black);
    refused(
        "--known must be a mask for every modality, got 'bt' without one; write --known bt=FILE",
        "--known",
        "bt");
    refused(
        "--known must name modalities of the run, got 'btt'; did you mean 'bt'? choices: bt, fpu,"
            + " group_km, group_nc, tpc",
        "--known",
        "btt=" + small);
    refused(
        "--known bt must be a file that is there, got nowhere.png; check the path",
        "--known",
        "bt=nowhere.png");
    refused(
        "--known must be of modalities that are given where files are, got 'bt'; add --given"
            + " bt=FILE",
        "--known",
        "bt=" + small,
        "--given",
        "fpu=" + small);
  }
}
