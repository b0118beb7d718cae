package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets made of the user's files, and those made for other programs, as typed. */
class OwnFilesTest {
  private static final int ROWS = 200;

  @TempDir Path temp;

  @Test
  void theSixFilesOfThePageTrainASixViewModel() throws IOException, SQLException {
    study(temp.resolve("study"));
    Path recipe = Files.writeString(temp.resolve("study.yaml"), recipeOfThePage());
    Path run = temp.resolve("run");

    Cli.Outcome trained =
        Cli.run(
            "train",
            recipe.toString(),
            "--data",
            temp.toString(),
            "--out",
            run.toString(),
            "-s",
            "training.epochs=2",
            "-s",
            "evaluation.metrics=[elbo]",
            "--threads",
            "2");

    assertThat(trained.code()).as(trained.err()).isZero();
    ObjectNode manifest = Json.read(run.resolve("manifest.json"));
    assertThat(manifest.at("/data/modalities").size()).isEqualTo(6);
    assertThat(manifest.at("/data/modalities/genes/shape/0").intValue()).isEqualTo(3);
    // patients 1, 5, 9, ... have no urine sample
    assertThat(manifest.at("/data/modalities/urine/singles/train").intValue())
        .isLessThan(manifest.at("/data/samples/train").intValue());
    assertThat(Json.read(run.resolve("metrics.json")).get("elbo").isNumber()).isTrue();
    assertThat(run.resolve("config.yaml")).content().contains("columns:", "missing:");
  }

  @Test
  void tablesAreDescribedWithTheirClassesAndASheet() throws IOException, SQLException {
    study(temp.resolve("study"));
    Path sheet = temp.resolve("sheet.png");

    Cli.Outcome told =
        Cli.run(
            "data",
            "describe",
            "table",
            "--data",
            temp.toString(),
            "-s",
            "folder=study",
            "-s",
            "views={genes: genes.parquet, form: questionnaire.csv}",
            "-s",
            "ignore=[patient]",
            "-s",
            "label=diagnosis",
            "--out",
            sheet.toString());

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out()).contains("genes          vector [3]", "classes        ill, well");
    assertThat(ImageIO.read(sheet.toFile()).getHeight()).isGreaterThan(100);
  }

  @Test
  void polyMnistIsMadeFromPicturesAndDescribed() throws IOException {
    Path pictures = Files.createDirectories(temp.resolve("the user's pictures"));
    for (String name : List.of("a", "b")) {
      ImageIO.write(
          new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB),
          "png",
          pictures.resolve(name + ".png").toFile());
    }
    Path made = temp.resolve("data/polymnist");
    String[] few = {"-s", "samples=60", "-s", "test_samples=20", "-s", "modalities=[m0, m1]"};

    Cli.Outcome outcome =
        Cli.run(words(few, "data", "make", "polymnist", made, "--backgrounds", pictures));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(made.resolve("test/m1/1.9.png")).isNotEmptyFile();
    Cli.Outcome told =
        Cli.run(
            words(
                few,
                "data",
                "describe",
                "polymnist",
                "--data",
                temp.resolve("data"),
                "--out",
                temp.resolve("sheet.png")));
    assertThat(told.out())
        .contains("test           20 samples", "m1             image [3, 28, 28]");
  }

  @Test
  void profilesAreMadeInThePublishedLayoutAndDescribed() {
    Path made = temp.resolve("profiles");
    String[] few = {"-s", "samples=28", "-s", "test_samples=7"};

    Cli.Outcome outcome = Cli.run(words(few, "data", "make", "profiles", made));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(made.resolve("test/bt/matching_28_bt.png")).isNotEmptyFile();
    Cli.Outcome told =
        Cli.run(
            words(
                few,
                "data",
                "describe",
                "profiles",
                "--data",
                temp,
                "--out",
                temp.resolve("sheet.png")));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("tpc            image [1, 64, 32]", "classes        box, barrel, waist");
  }

  private static String[] words(String[] behind, Object... words) {
    List<String> all = new ArrayList<>();
    for (Object word : words) {
      all.add(word.toString());
    }
    all.addAll(List.of(behind));
    return all.toArray(String[]::new);
  }

  /** The recipe of docs/datasets.md. */
  private static String recipeOfThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/datasets.md"));
    int from = page.indexOf("name: study");
    return page.substring(from, page.indexOf("```", from));
  }

  /** Six files over one hidden number; every fourth patient left no urine sample. */
  private static void study(Path folder) throws IOException, SQLException {
    Files.createDirectories(folder);
    Random random = new Random(7);
    List<String> blood = new ArrayList<>(List.of("patient,iron,sugar"));
    List<String> urine = new ArrayList<>(List.of("patient;ph;salt"));
    List<String> proteins = new ArrayList<>(List.of("patient\tp1\tp2\tp3"));
    List<String> form = new ArrayList<>(List.of("patient,diagnosis,age,smoker"));
    List<String> scan = new ArrayList<>();
    StringBuilder genes = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      double hidden = random.nextGaussian();
      double[] x = new double[12];
      for (int j = 0; j < x.length; j++) {
        x[j] = Math.sin(j + 1) * hidden + 0.3 * random.nextGaussian();
      }
      blood.add(line("%d,%.3f,%.3f", i, x[0], x[1]));
      urine.add(i % 4 == 1 ? i + ";;" : line("%d;%.3f;%.3f", i, x[2], x[3]));
      proteins.add(
          line("%d\t%.3f\t%s\t%.3f", i, x[4], i % 7 == 0 ? "NA" : line("%.3f", x[5]), x[6]));
      form.add(line("%d,%s,%.1f,%d", i, hidden > 0 ? "ill" : "well", 50 + 9 * x[7], i % 2));
      scan.add(line("%.3f   %.3f", x[8], x[9]));
      genes.append(line("%s(%d, %.3f, %.3f, %d)", i == 0 ? "" : ", ", i, x[10], x[11], i % 3));
    }
    Files.write(folder.resolve("blood.csv"), blood);
    Files.write(folder.resolve("urine.csv"), urine);
    Files.write(folder.resolve("proteins.tsv"), proteins);
    Files.write(folder.resolve("questionnaire.csv"), form);
    Files.write(folder.resolve("scan.txt"), scan);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES %s) t(patient, g1, g2, g3)) TO '%s' (FORMAT parquet)"
              .formatted(genes, folder.resolve("genes.parquet")));
    }
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
