package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tiny runs of the models whose codes stand above each other, through every command. */
class HierarchicalRunsTest {
  private static final List<String> MODALITIES = List.of("handwritten", "street");

  @TempDir static Path temp;

  static List<String> recipes() {
    return List.of("digits-nexus", "digits-mhvae");
  }

  @BeforeAll
  static void train() {
    for (String recipe : recipes()) {
      Cli.Outcome trained = Cli.tiny("train", recipe, "--out", run(recipe).toString());
      assertThat(trained.code()).as(trained.err()).isZero();
    }
  }

  private static Path run(String recipe) {
    return temp.resolve(recipe);
  }

  private static void sample(String recipe, String... words) {
    List<String> all = new ArrayList<>(List.of("sample", run(recipe).toString(), "--threads", "2"));
    all.addAll(List.of(words));
    Cli.Outcome outcome = Cli.run(all.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRunLeavesItsFiguresAndAReportOfThem(String recipe) throws IOException {
    String report = Files.readString(run(recipe).resolve("report.html"));
    for (String figure :
        List.of(
            "data",
            "reconstructions",
            "cross-handwritten-to-street",
            "cross-street-to-handwritten",
            "prior-handwritten",
            "prior-street")) {
      assertThat(run(recipe).resolve("figures").resolve(figure + ".png")).isNotEmptyFile();
    }
    assertThat(report)
        .contains("Reconstructions", "Cross generation, handwritten to street")
        .contains("Prior samples, street");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatWasSavedMeasuresAsWhatWasTrained(String recipe) {
    double trained = Json.read(run(recipe).resolve("metrics.json")).get("elbo").doubleValue();

    Cli.Outcome outcome =
        Cli.run(
            "evaluate",
            run(recipe).toString(),
            "--metrics",
            "elbo,reconstruction",
            "--threads",
            "2");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    ObjectNode metrics = Json.read(run(recipe).resolve("metrics.json"));
    // sums of float32 over other threads
    assertThat(metrics.get("elbo").doubleValue())
        .isEqualTo(trained, within(1e-6 * Math.abs(trained)));
    for (String modality : MODALITIES) {
      assertThat(metrics.get("reconstruction." + modality + ".mse").doubleValue())
          .isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void thePriorIsSampledWithTheSeed(String recipe) throws IOException {
    Path folder = run(recipe).resolve("samples/unconditional/prior");

    sample(recipe, "-n", "3", "--seed", "5");
    for (String modality : MODALITIES) {
      assertThat(pictures(folder.resolve(modality))).isEqualTo(3);
    }
    byte[] first = Files.readAllBytes(folder.resolve("street/2.png"));
    sample(recipe, "-n", "3", "--seed", "5");
    byte[] again = Files.readAllBytes(folder.resolve("street/2.png"));
    sample(recipe, "-n", "3", "--seed", "6");
    byte[] other = Files.readAllBytes(folder.resolve("street/2.png"));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyModalityIsGeneratedFromOne(String recipe) throws IOException {
    sample(recipe, "--mode", "conditional", "--given", "street", "--ids", "7,2");

    Path folder = run(recipe).resolve("samples/conditional/street");
    for (String modality : MODALITIES) {
      assertThat(Files.readAllBytes(folder.resolve(modality).resolve("7.png")))
          .isNotEqualTo(Files.readAllBytes(folder.resolve(modality).resolve("2.png")));
    }
    assertThat(folder.resolve("contact-sheet.png")).isNotEmptyFile();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyGivenModalityAloneAndAllTogetherGiveAll(String recipe) {
    sample(recipe, "--mode", "inpainting", "--given", "handwritten,street", "-n", "2");

    Path folder = run(recipe).resolve("samples/inpainting");
    for (String given : List.of("handwritten", "street", "handwritten+street")) {
      for (String modality : MODALITIES) {
        assertThat(pictures(folder.resolve(given).resolve(modality))).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void knownPixelsAreKeptAndTheOthersFilledIn(String recipe) throws IOException {
    Path mask = Pixels.mask(temp, 28, 28, 16);

    sample(recipe, "--known", "handwritten=" + mask, "--given", "street", "--ids", "2");

    Path folder = run(recipe).resolve("samples/inpainting/street+handwritten.known");
    int[] filled = Pixels.levels(folder.resolve("handwritten/2.png"));
    int[] seen = Pixels.levels(run(recipe), 2, "handwritten");
    int known = 16 * 28;
    assertThat(Arrays.copyOf(filled, known)).isEqualTo(Arrays.copyOf(seen, known));
    // a model of one epoch cannot know the rest by heart
    assertThat(Arrays.copyOfRange(filled, known, filled.length))
        .isNotEqualTo(Arrays.copyOfRange(seen, known, seen.length));
    assertThat(folder.resolve("street/2.png")).isNotEmptyFile();
  }

  private static int pictures(Path folder) {
    String[] names = folder.toFile().list((parent, name) -> name.endsWith(".png"));
    return names == null ? 0 : names.length;
  }
}
