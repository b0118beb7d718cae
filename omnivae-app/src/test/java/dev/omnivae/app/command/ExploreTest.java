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
          .containsPattern(
              map + ": Trustworthiness at 10 neighbours: 0\\.\\d{3}\\. \\d+\\.\\d s\\.\n");
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
  void filmsAndPicturesAreDrawnOfEveryModality() {
    Cli.Outcome outcome =
        explore(
            "--only",
            "films,traversals,interpolations,manifold,neighbours",
            "--frames",
            "10",
            "--ids",
            "0,4,7",
            "--dims",
            "1,0");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    for (String film : new String[] {"path", "sine", "walk-linear", "walk-spherical"}) {
      assertThat(run.resolve("explore/" + film + ".gif")).isNotEmptyFile();
    }
    for (String kind : new String[] {"traversals", "interpolations", "manifold", "neighbours"}) {
      for (String modality : new String[] {"handwritten", "street"}) {
        Path picture = run.resolve("explore/%s-%s.png".formatted(kind, modality));
        assertThat(picture).isNotEmptyFile();
        assertThat(outcome.out()).contains(picture + ": ");
      }
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLine() {
    refused(
        "--only must name parts of an exploration, got 'mapps'; did you mean 'maps'? choices:"
            + " films, interpolations, manifold, maps, neighbours, traversals",
        "--only",
        "mapps");
    refused("--points must be at least 10, got 3; write more, or leave it out", "--points", "3");
    refused("--frames must be at least 10, got 2; write more, or leave it out", "--frames", "2");
    refused("--codes must be mean or draw, got 'mode'; write --codes mean", "--codes", "mode");
  }

  @Test
  void whatTheRunDoesNotHaveIsRefusedInOneLine() {
    refusedLast(
        "--ids must be from 0 to 99, got 100; the test split has no others", "--ids", "3,100");
    refusedLast(
        "--ids must be two samples or more, got [3]; name where the walk leads", "--ids", "3");
    refusedLast("--dims must be from 0 to 19, got 20; the code has no others", "--dims", "0,20");
    refusedLast(
        "--color-by must name something known of the samples, got 'slnt'; did you mean 'slant'?"
            + " choices: ",
        "--color-by",
        "slnt");
  }

  /** As {@link #refused}, after lines of progress. */
  private static void refusedLast(String line, String... words) {
    List<String> all = new ArrayList<>(List.of("--only", "films"));
    all.addAll(List.of(words));
    Cli.Outcome outcome = explore(all.toArray(String[]::new));
    assertThat(outcome.errors()).singleElement().asString().startsWith("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }
}
