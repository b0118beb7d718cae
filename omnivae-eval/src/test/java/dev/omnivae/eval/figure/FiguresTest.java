package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  /** Columns of 64 pixels and gaps of 4: what twelve samples need at least. */
  private static final int TWELVE = 12 * 64;

  @TempDir private Path run = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void drawsEveryPictureOnceAndIndexesThemInOrder() throws IOException {
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step":1,"split":"train","loss":9.5,"terms":{"a":1,"b/c":8}}
        {"step":2,"split":"train","loss":7.5,"terms":{"a":1,"b/c":6}}
        {"step":2,"split":"valid","loss":null,"terms":{}}
        """);
    List<Figure> figures =
        Figures.all(
            Tiny.evaluation(new EchoModel(Tiny.MODALITIES, Map.of()), dataset(), new ArrayList<>()),
            run);

    assertThat(figures)
        .extracting(Figure::file)
        .containsExactly(
            "data.png",
            "loss.png",
            "term-a.png",
            "term-b-c.png",
            "reconstructions.png",
            "cross-small-to-large.png",
            "cross-large-to-small.png",
            "joint-prior.png",
            "prior-small.png",
            "prior-large.png");
    assertThat(Figures.of(run)).isEqualTo(figures);
    for (Figure figure : figures) {
      assertThat(Figures.file(run, figure)).isRegularFile();
      assertThat(figure.caption()).endsWith(".");
    }
  }

  @Test
  void whatAModelDoesNotGenerateIsNotDrawn() throws IOException {
    Files.writeString(run.resolve("metrics.jsonl"), "");
    Model conditional = new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()));

    List<Figure> figures =
        Figures.all(Tiny.evaluation(conditional, dataset(), new ArrayList<>()), run);

    assertThat(figures)
        .extracting(Figure::file)
        .contains("cross-small-to-large.png")
        .doesNotContain(
            "reconstructions.png",
            "cross-large-to-small.png",
            "joint-prior.png",
            "prior-small.png",
            "prior-large.png");
  }

  @Test
  void picturesAreEnlargedByWholeFactorsAndKeepTheirPixels() throws IOException {
    Figures.all(
        Tiny.evaluation(new EchoModel(Tiny.MODALITIES, Map.of()), dataset(), new ArrayList<>()),
        run);

    BufferedImage cross = read("cross-small-to-large.png");
    assertThat(cross.getWidth()).isBetween(TWELVE, TWELVE + 200);
    // four rows of 63 or 64 pixels, a title, headings
    assertThat(cross.getHeight()).isBetween(4 * 64, 4 * 64 + 100);
    BufferedImage prior = read("prior-small.png");
    assertThat(prior.getWidth()).isBetween(8 * 64, 8 * 64 + 80);
    // codes 0 and 1 in turn: the last two columns of the last row, looked at in their middle
    int y = prior.getHeight() - 14 - 32;
    assertThat(prior.getRGB(prior.getWidth() - 14 - 32, y) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    assertThat(prior.getRGB(prior.getWidth() - 14 - 32 - 68, y) & 0xFFFFFF).isZero();
  }

  @Test
  void aContactSheetHasAColumnForEveryClass() throws IOException {
    ContactSheet.write(dataset(), run.resolve("sheet.png"));

    BufferedImage sheet = read("../sheet.png");
    // two classes, six rows of images
    assertThat(sheet.getWidth()).isLessThan(4 * 64 + 100);
    assertThat(sheet.getHeight()).isGreaterThan(6 * 63);
  }

  @Test
  void aContactSheetNeedsNoLabels() throws IOException {
    float[] grey = new float[36];
    ContactSheet.write(Tiny.pairs(false, grey), run.resolve("sheet.png"));

    assertThat(read("../sheet.png").getWidth()).isGreaterThan(TWELVE);
  }

  private static TinyDataset dataset() {
    float[] labels = new float[30];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
    }
    return Tiny.pairs(true, labels);
  }

  private BufferedImage read(String name) throws IOException {
    return ImageIO.read(run.resolve("figures").resolve(name).normalize().toFile());
  }

  @Test
  void anEarlierModelIsSetBesideTheLaterOnTheSameCodes() throws IOException {
    // given a model that makes everything grey where an earlier one made it black or white
    EchoModel before = new EchoModel(Tiny.MODALITIES, Map.of());
    EchoModel after = new EchoModel(Tiny.MODALITIES, Map.of("small", 0.5));

    List<Figure> figures =
        Figures.all(
            Tiny.evaluation(after, Tiny.pairs(false, 0, 0), new ArrayList<>()),
            new Earlier(before, "game"),
            run);

    assertThat(figures)
        .extracting(Figure::file)
        .containsSubsequence("phase-small.png", "phase-large.png");
    var picture = javax.imageio.ImageIO.read(run.resolve("figures/phase-small.png").toFile());
    long black = 0;
    long grey = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int value = picture.getRGB(x, y) & 0xff;
        black += value == 0 ? 1 : 0;
        grey += value == 127 || value == 128 ? 1 : 0;
      }
    }
    // two samples: rows of what they are, of both models given small, of both given large
    // and letters whose edges are of any grey
    assertThat(black).isPositive();
    assertThat(grey).isBetween(black / 3 * 2, black / 3 * 2 + 100);
  }
}
