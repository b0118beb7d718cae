package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exploring a run over numbers, of which nothing decoded can be seen. */
class ExploreNumbersTest {
  private static final int ROWS = 200;

  @TempDir static Path temp;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("a,b,c\n");
    for (int i = 0; i < ROWS; i++) {
      rows.append("%s,%s,%s%n".formatted(i, random.nextGaussian(), random.nextGaussian()));
    }
    Files.writeString(temp.resolve("numbers.csv"), rows);
    Path recipe =
        Files.writeString(
            temp.resolve("numbers.yaml"),
            """
            name: numbers
            data: {reader: table, views: {numbers: numbers.csv}}
            model:
              latent: {family: normal, shared: 2}
              fusion: mixture
              modalities:
                numbers: {network: mlp, encoder: {hidden: [8]}, likelihood: normal, scale: 1}
            training: {epochs: 1, batch_size: 50, objective: {name: elbo-naive}}
            evaluation: {metrics: [elbo]}
            """);
    run = temp.resolve("run");
    Cli.Outcome trained =
        Cli.run("train", recipe.toString(), "--data", temp.toString(), "--out", run.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @Test
  void thereAreMapsAlone() {
    Cli.Outcome outcome = Cli.run("explore", run.toString(), "--points", "30");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("explore: the model generates nothing that can be seen, so maps alone");
    assertThat(outcome.out().lines()).hasSize(3).allMatch(line -> line.contains("/explore/map-"));
  }

  @Test
  void filmsAreRefused() {
    Cli.refused(
        "--only films must be of a model that generates images, texts or attributes, got one of"
            + " [numbers vector[3]]; write --only maps",
        "explore",
        run.toString(),
        "--only",
        "films");
  }
}
