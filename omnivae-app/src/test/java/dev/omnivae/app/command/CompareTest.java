package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae compare}, as typed. */
class CompareTest {
  private static final String TINY =
      """
      set:
        - data.samples=300
        - data.test_samples=100
        - training.batch_size=50
        - training.epochs=1
        - model.modalities.*.encoder=null
        - model.modalities.*.network=mlp
        - evaluation.metrics=[elbo]
      """;

  @TempDir Path temp;

  @Test
  void recipesAreTrainedOverSeedsIntoOneTableAndNotTwice() throws IOException {
    Path file =
        write(
            "two.yaml",
            TINY
                + "seeds: [1, 2]\nruns: [digits-elbo-naive, {recipe: digits-elbo-naive, name: beta, set: [training.objective.beta=4]}]\n");
    Path out = temp.resolve("out");

    Cli.Outcome first = compare(file, out);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .containsPattern("digits-elbo-naive \\| -\\d+ ± \\d+")
        .contains("| beta ");
    Path run = out.resolve("beta/seed-2");
    assertThat(Files.readString(run.resolve("config.yaml")))
        .contains("seed: 2")
        .contains("beta: 4");
    FileTime trained = Files.getLastModifiedTime(run.resolve("metrics.jsonl"));
    assertThat(Files.readString(out.resolve("table.md"))).contains("| beta ");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("2 runs, each with seeds 1, 2", "omnivae compare", "<td>beta</td>", "±")
        .containsSubsequence("From one modality to another", "<strong>digits-elbo-naive</strong>")
        .containsSubsequence("Drawn from the prior", "<strong>beta</strong>")
        .contains("<summary>beta</summary>")
        .doesNotContain("http://", "https://", "<script", "<link");

    Cli.Outcome again = compare(file, out);

    assertThat(again.out()).isEqualTo(first.out());
    assertThat(again.err()).contains("beta, seed 2: finished before");
    assertThat(Files.getLastModifiedTime(run.resolve("metrics.jsonl"))).isEqualTo(trained);
  }

  @Test
  void aRunThatFailsIsNamedBelowTheTableAndTheOthersGoOn() throws IOException {
    Path file =
        write(
            "fails.yaml",
            TINY
                + "seeds: [1]\nruns: [{recipe: digits-elbo-naive, name: wild, set:"
                + " [training.optimizer.learning_rate=1e30]}, digits-elbo-naive]\n");

    Cli.Outcome outcome = compare(file, temp.resolve("out"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .containsPattern("digits-elbo-naive \\| -\\d+")
        .containsPattern("wild: seed 1 failed: .* must be finite, got NaN at step \\d+; lower the");
  }

  @Test
  void whatMakesNoSenseIsOneLineBeforeAnyTraining() throws IOException {
    refused(
        "recipe must be a known name or a .yaml file, got 'digit'; did you mean 'digits'?",
        "runs: [digits, digit]\n");
    refused("runs must be a list of recipes, at least one, got []", "runs: []\n");
    refused("seeds must be distinct, at least one, got [1, 1]", "seeds: [1, 1]\nruns: [digits]\n");
    refused("minutes must be a number above 0, got 0", "minutes: 0\nruns: [digits]\n");
    refused("name of a run must be unique", "runs: [digits, digits]\n");
    refused("recipe must be a known key, got 'run'; did you mean 'runs'?", "run: [digits]\n");
    assertThat(temp.resolve("none")).doesNotExist();
  }

  @Test
  void aMissingFileIsNamed() {
    Cli.Outcome refused = Cli.run("compare", temp.resolve("x.yaml").toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors())
        .containsExactly(
            "omnivae: comparison file must be a file that is there, got "
                + temp.resolve("x.yaml")
                + "; see omnivae compare --help");
  }

  private void refused(String line, String yaml) throws IOException {
    Cli.Outcome refused = compare(write("bad.yaml", yaml), temp.resolve("none"));

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.err()).contains(line);
  }

  private static Cli.Outcome compare(Path file, Path out) {
    return Cli.run("compare", file.toString(), "--out", out.toString(), "--threads", "2");
  }

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(temp.resolve(name), yaml);
  }
}
