package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tiny run through every command that takes a run folder. */
class RunTest {
  @TempDir static Path temp;
  private static Path run;
  private static Cli.Outcome trained;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    trained = Cli.tiny("train", "digits-elbo-naive", "--out", run.toString(), "--seed", "3");
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @Test
  void aRunLeavesAWholeFolder() throws IOException {
    assertThat(run.resolve("config.yaml")).content().contains("seed: 3", "beta: 1.0", "scale: exp");
    assertThat(run.resolve("metrics.jsonl")).content().contains("\"split\":\"train\"", "\"valid\"");
    assertThat(run.resolve("checkpoints/last/state.json")).isNotEmptyFile();
    assertThat(run.resolve("checkpoints/best/model.safetensors")).isNotEmptyFile();
    assertThat(run.resolve("figures/data.png")).isNotEmptyFile();
    assertThat(run.resolve("report.html")).isNotEmptyFile();
    assertThat(Json.read(run.resolve("metrics.json")).properties().stream().map(e -> e.getKey()))
        .contains(
            "elbo",
            "memory.peak_rss_mib",
            "total.seconds",
            "train.samples_per_second",
            "train.seconds");
  }

  @Test
  void theManifestSaysWhatTheNumbersDependOn() {
    ObjectNode manifest = Json.read(run.resolve("manifest.json"));

    assertThat(manifest.get("seed").intValue()).isEqualTo(3);
    assertThat(manifest.get("threads").intValue()).isEqualTo(2);
    assertThat(manifest.get("device").textValue()).isEqualTo("cpu");
    assertThat(manifest.get("parameters").longValue()).isPositive();
    assertThat(manifest.get("command").textValue())
        .startsWith("omnivae train digits-elbo-naive --out ");
    assertThat(manifest.at("/data/licence").textValue()).isNotBlank();
    assertThat(manifest.at("/data/checksums").size()).isEqualTo(4);
    assertThat(manifest.at("/data/samples/test").intValue()).isPositive();
    assertThat(manifest.at("/hardware/cores").intValue()).isPositive();
    assertThat(manifest.hasNonNull("finished")).isTrue();
  }

  @Test
  void trainingEndsWithTheNumbersAndTheReport() {
    assertThat(trained.out())
        .contains("elbo  ", "train.seconds  ")
        .endsWith("report: " + run.resolve("report.html") + "\n");
    assertThat(trained.err()).contains("samples/s").contains("run folder: " + run);
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() {
    Cli.Outcome resumed = Cli.run("train", "--out", run.toString(), "--resume", "--json");

    assertThat(resumed.code()).isZero();
    assertThat(resumed.err()).contains("the run in " + run + " is finished: nothing to resume");
    assertThat(resumed.out()).contains("\"metrics\" : {").contains("\"elbo\" : ");
  }

  @Test
  void resumingWithOtherSettingsIsRefused() {
    Cli.refused(
        "--seed must be that of the run to resume, 3, got 4; leave it out",
        "train",
        "--out",
        run.toString(),
        "--resume",
        "--seed",
        "4");
    Cli.refused(
        "RECIPE must be that of the run to resume, 'digits-elbo-naive', got 'digits'; leave it out,"
            + " or name another --out",
        "train",
        "digits",
        "--out",
        run.toString(),
        "--resume");
    Cli.refused(
        "-s must be one of training.epochs, training.max_minutes, training.checkpoint_every with"
            + " --resume, got 'model.latent.shared=3'; leave it out, or start a new run",
        "train",
        "--out",
        run.toString(),
        "--resume",
        "-s",
        "model.latent.shared=3");
  }

  @Test
  void evaluatingAgainGivesTheSameNumbersAndMergesThem() {
    double before = Json.read(run.resolve("metrics.json")).get("elbo").doubleValue();

    Cli.Outcome outcome =
        Cli.run("evaluate", run.toString(), "--metrics", "elbo", "--threads", "2", "--json");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Json.read(run.resolve("metrics.json")).get("elbo").doubleValue())
        .isEqualTo(before, within(1e-6 * Math.abs(before)));
    assertThat(Json.read(run.resolve("metrics.json")).has("train.seconds")).isTrue();
    assertThat(outcome.out()).contains("\"split\" : \"test\"");
  }

  @Test
  void anotherSplitHasAFileOfItsOwn() {
    Cli.run("evaluate", run.toString(), "--metrics", "elbo", "--split", "valid");

    assertThat(Json.read(run.resolve("metrics-valid.json")).has("elbo")).isTrue();
  }

  @Test
  void anUnknownMetricIsRefusedBeforeAnyWork() {
    Cli.Outcome outcome = Cli.run("evaluate", run.toString(), "--metrics", "elboo");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .startsWith("omnivae: metric must be a known name, got 'elboo'; did you mean 'elbo'?");
  }

  @Test
  void thePriorIsSampled() {
    Cli.Outcome outcome = Cli.run("sample", run.toString(), "-n", "3", "--json");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    Path samples = run.resolve("samples/unconditional/prior");
    for (String modality : new String[] {"handwritten", "street"}) {
      for (int id = 0; id < 3; id++) {
        assertThat(samples.resolve(modality).resolve(id + ".png")).isNotEmptyFile();
      }
    }
    assertThat(samples.resolve("contact-sheet.png")).isNotEmptyFile();
    assertThat(outcome.out()).contains("contact-sheet.png");
  }

  @Test
  void samplesAreTheSameForTheSameSeed() throws IOException {
    Path file = run.resolve("samples/unconditional/prior/street/0.png");

    Cli.run("sample", run.toString(), "-n", "1", "--seed", "5");
    byte[] first = Files.readAllBytes(file);
    Cli.run("sample", run.toString(), "-n", "1", "--seed", "5");
    byte[] again = Files.readAllBytes(file);
    Cli.run("sample", run.toString(), "-n", "1", "--seed", "6");
    byte[] other = Files.readAllBytes(file);

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void testSamplesAreGiven() {
    Cli.Outcome outcome =
        Cli.run(
            "sample", run.toString(), "--given", "street", "--ids", "7,2", "--mode", "conditional");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(run.resolve("samples/conditional/street/handwritten/7.png")).isNotEmptyFile();
    assertThat(run.resolve("samples/conditional/street/street/2.png")).isNotEmptyFile();
  }

  @Test
  void severalGivenModalitiesAreJoinedByAPlus() {
    Cli.run("sample", run.toString(), "--given", "handwritten,street", "-n", "1");

    assertThat(run.resolve("samples/conditional/handwritten+street/street/0.png")).exists();
  }

  @Test
  void aPictureOfTheUsersIsGiven() {
    Path picture = run.resolve("figures/data.png");

    Cli.Outcome outcome =
        Cli.run("sample", run.toString(), "--given", "handwritten=" + picture, "-n", "2");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(run.resolve("samples/conditional/handwritten/street/1.png")).isNotEmptyFile();
  }

  @Test
  void givenThingsThatMakeNoSenseAreRefused() {
    String folder = run.toString();
    Cli.refused(
        "--given must name modalities of the run, got 'stret'; did you mean 'street'? choices:"
            + " handwritten, street",
        "sample",
        folder,
        "--given",
        "stret");
    Cli.refused(
        "--given must be a file or a text for every modality or for none, got 'street' without one;"
            + " write --given street=FILE",
        "sample",
        folder,
        "--given",
        "street,handwritten=a.png");
    Cli.refused(
        "--ids must be left out where files are given, got [1]; choose test samples or files",
        "sample",
        folder,
        "--given",
        "handwritten=a.png",
        "--ids",
        "1");
    Cli.refused(
        "--given handwritten must be a file that is there, got a.png; check the path",
        "sample",
        folder,
        "--given",
        "handwritten=a.png");
    long size = Json.read(run.resolve("manifest.json")).at("/data/samples/test").longValue();
    Cli.refused(
        "--ids must be from 0 to %d, got %d; the test split has no others"
            .formatted(size - 1, size),
        "sample",
        folder,
        "--given",
        "street",
        "--ids",
        String.valueOf(size));
  }

  @Test
  void theReportIsWrittenAnew() throws IOException {
    Files.delete(run.resolve("report.html"));

    Cli.Outcome outcome = Cli.run("report", run.toString());

    assertThat(outcome.out()).isEqualTo("report: " + run.resolve("report.html") + "\n");
    assertThat(run.resolve("report.html")).content().contains("elbo");
  }

  @Test
  void aCheckpointOfAnotherArchitectureIsRefused() throws IOException {
    Path other = temp.resolve("other");
    copy(run, other);
    Path config = other.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("shared: 20", "shared: 7"));

    Cli.Outcome outcome = Cli.run("evaluate", other.toString(), "--metrics", "elbo");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors()).singleElement().asString().contains("model.safetensors");
  }

  @Test
  void aRunWithoutACheckpointIsNamed() throws IOException {
    Path other = temp.resolve("unfinished");
    Files.createDirectories(other);
    for (String file : new String[] {"config.yaml", "manifest.json"}) {
      Files.copy(run.resolve(file), other.resolve(file));
    }

    Cli.refused(
        "DIR must be a run with a checkpoint, got %s without one; go on training with 'omnivae train"
                .formatted(other)
            + " --out %s --resume'".formatted(other),
        "report",
        other.toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
