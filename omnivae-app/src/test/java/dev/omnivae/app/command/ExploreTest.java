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

/** Exploring a tiny run over two modalities paired by label. */
class ExploreTest {
  @TempDir static Path temp;
  private static Path run;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    Cli.Outcome trained = Cli.tiny("train", "digits-elbo-naive", "--out", run.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  private static Cli.Outcome explore(String... words) {
    return Cli.run(all(words));
  }

  private static String[] all(String... words) {
    List<String> all = new ArrayList<>(List.of("explore", run.toString(), "--threads", "2"));
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  private static void refused(String line, String... words) {
    Cli.refused(line, all(words));
  }

  @Test
  void mapsAreDrawnAndSayHowFarTheyCanBeTrusted() {
    Cli.Outcome outcome = explore("--only", "maps", "--points", "120");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    for (String name : new String[] {"pca", "tsne", "umap"}) {
      Path map = run.resolve("explore/map-" + name + ".png");
      assertThat(map).isNotEmptyFile();
      assertThat(outcome.out())
          .containsPattern(map + ": Trustworthiness at 10 neighbours: 0\\.\\d{3}\\. \\d+\\.\\d s\\.\n");
    }
  }

  @Test
  void colouredByAFactorAMapIsAnotherAndASeedGivesTheSame() throws IOException {
    byte[] label = pca();
    byte[] slant = pca("--color-by", "slant");
    byte[] again = pca("--color-by", "slant");
    byte[] draws = pca("--color-by", "slant", "--codes", "draw");

    assertThat(again).isEqualTo(slant);
    assertThat(slant).isNotEqualTo(label);
    assertThat(draws).isNotEqualTo(slant);
  }

  private static byte[] pca(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--only", "maps", "--points", "60"));
    words.addAll(List.of(more));
    Cli.Outcome outcome = explore(words.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Files.readAllBytes(run.resolve("explore/map-pca.png"));
  }

  @Test
  void jsonNamesTheFilesWithTheirNumbers() {
    Cli.Outcome outcome = explore("--only", "maps", "--points", "60", "--json");

    assertThat(outcome.out()).contains("map-umap.png", "\"trustworthiness\" : 0.", "\"seconds\"");
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLine() {
    refused(
        "--only must name parts of an exploration, got 'mapps'; did you mean 'maps'? choices: maps",
        "--only",
        "mapps");
    refused("--points must be at least 10, got 3; write --points 5000", "--points", "3");
    refused("--codes must be mean or draw, got 'mode'; write --codes mean", "--codes", "mode");
    refused(
        "--split must be a known split, got 'tst'; did you mean 'test'? choices: test, train,"
            + " valid",
        "--split",
        "tst");
    Cli.Outcome outcome = explore("--color-by", "slnt", "--points", "20");
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .startsWith(
            "omnivae: --color-by must name something known of the samples, got 'slnt'; did you"
                + " mean 'slant'? choices: ");
    assertThat(outcome.code()).isEqualTo(2);
  }
}
