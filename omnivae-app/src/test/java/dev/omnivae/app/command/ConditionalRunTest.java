package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run of a model that only generates handwritten digits given street digits. */
class ConditionalRunTest {
  @TempDir static Path temp;
  private static Path run;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    Cli.Outcome trained = Cli.tiny("train", "digits-cvae", "--out", run.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  private static Cli.Outcome sample(String... words) {
    List<String> all = new ArrayList<>(List.of("sample", run.toString(), "--threads", "2"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray(String[]::new));
  }

  private static void refused(String line, String... words) {
    Cli.Outcome outcome = sample(words);

    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void figuresAreOfWhatItGenerates() {
    Path figures = run.resolve("figures");

    assertThat(figures.resolve("cross-street-to-handwritten.png")).isNotEmptyFile();
    for (String figure :
        List.of(
            "reconstructions",
            "cross-handwritten-to-street",
            "prior-handwritten",
            "prior-street")) {
      assertThat(figures.resolve(figure + ".png")).doesNotExist();
    }
  }

  @Test
  void whatWasSavedMeasuresAsWhatWasTrained() {
    double trained = Json.read(run.resolve("metrics.json")).get("elbo").doubleValue();

    Cli.Outcome outcome =
        Cli.run("evaluate", run.toString(), "--metrics", "elbo", "--threads", "2");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    // sums of float32 over other threads
    assertThat(Json.read(run.resolve("metrics.json")).get("elbo").doubleValue())
        .isEqualTo(trained, within(1e-6 * Math.abs(trained)));
  }

  @Test
  void theMainModalityIsGeneratedGivenTheOther() throws IOException {
    for (String mode : List.of("conditional", "inpainting")) {
      Cli.Outcome outcome = sample("--mode", mode, "--given", "street", "--ids", "7,2");

      assertThat(outcome.code()).as(outcome.err()).isZero();
      Path folder = run.resolve("samples").resolve(mode).resolve("street");
      assertThat(Files.readAllBytes(folder.resolve("handwritten/7.png")))
          .isNotEqualTo(Files.readAllBytes(folder.resolve("handwritten/2.png")));
      assertThat(folder.resolve("street")).doesNotExist();
    }
  }

  @Test
  void knownPixelsOfTheMainModalityAreKept() throws IOException {
    Path mask = Pixels.mask(temp, 28, 28, 16);

    Cli.Outcome outcome =
        sample("--known", "handwritten=" + mask, "--given", "street", "--ids", "2");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    int[] filled =
        Pixels.levels(run.resolve("samples/inpainting/street+handwritten.known/handwritten/2.png"));
    int[] seen = Pixels.levels(run, 2, "handwritten");
    int known = 16 * 28;
    assertThat(Arrays.copyOf(filled, known)).isEqualTo(Arrays.copyOf(seen, known));
    // a model of one epoch cannot know the rest by heart
    assertThat(Arrays.copyOfRange(filled, known, filled.length))
        .isNotEqualTo(Arrays.copyOfRange(seen, known, seen.length));
  }

  @Test
  void whatItCannotGenerateIsRefused() throws IOException {
    refused(
        "what a conditional model is given must be all of [street], got nothing; sample with --mode"
            + " conditional --given street",
        "-n",
        "2");
    refused(
        "what a conditional model is given must be all of [street], got samples without street;"
            + " give them, or train another model.kind",
        "--given",
        "handwritten");
    refused(
        "what a conditional model generates must be handwritten, got street; it is one of those it"
            + " is given",
        "--known",
        "street=" + Pixels.mask(temp, 32, 32, 9));
  }
}
