package dev.omnivae.data.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  @Test
  void digitsAreStrokesOnBlackAndTheSameForOneSeed() {
    float[][] digits = Pictures.digits(20, 5);

    assertThat(digits).hasDimensions(20, 784).isDeepEqualTo(Pictures.digits(20, 5));
    double sum = 0;
    for (float[] row : digits) {
      for (float value : row) {
        assertThat(value).isBetween(0f, 1f);
        sum += value;
      }
    }
    assertThat(sum / (20 * 784)).as("mean brightness").isBetween(0.03, 0.4);
  }

  @Test
  void labelsAreThoseOfTheDigits() {
    int[] labels = Pictures.digitLabels(20, 5);

    for (int block = 0; block < 2; block++) {
      assertThat(Arrays.copyOfRange(labels, 10 * block, 10 * block + 10))
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    // a zero has nothing in its middle, a one nothing but it
    double[] middle = new double[10];
    float[][] digits = Pictures.digits(200, 5);
    int[] of = Pictures.digitLabels(200, 5);
    for (int i = 0; i < 200; i++) {
      middle[of[i]] += digits[i][14 * 28 + 14] / 20;
    }
    assertThat(middle[1]).isGreaterThan(middle[0] + 0.2);
  }

  @Test
  void facesAreInColourAndSmallerOnesTheirMeans() {
    float[][] large = Pictures.faces(3, 5, 64);
    float[][] small = Pictures.faces(3, 5, 32);

    assertThat(large).hasDimensions(3, 3 * 64 * 64);
    assertThat(small).hasDimensions(3, 3 * 32 * 32);
    int green = 64 * 64;
    float mean = 0; // of the block at line 20, column 30 of the second channel
    for (int at : new int[] {20 * 64 + 30, 20 * 64 + 31, 21 * 64 + 30, 21 * 64 + 31}) {
      mean += large[2][green + at] / 4;
    }
    assertThat(small[2][32 * 32 + 10 * 32 + 15]).isCloseTo(mean, within(1e-6f)); // float32
    assertThat(small[0]).isNotEqualTo(small[1]);
  }

  @Test
  void threeChannelsAreRedGreenAndBlue(@TempDir Path folder) throws IOException {
    float[] row = {1, 0, 0, 0.4f, 0, 2}; // 2 wide, 1 high

    BufferedImage picture = Pictures.of(row, 2, 3);

    assertThat(picture.getRGB(0, 0)).isEqualTo(0xFFFF0000);
    assertThat(picture.getRGB(1, 0)).as("0, 0.4 and, clipped, 1").isEqualTo(0xFF0066FF);
    ImageIO.write(picture, "png", folder.resolve("a.png").toFile());
    assertThat(Pictures.read(folder, 1, 2, 3)[0])
        .containsExactly(new float[] {1, 0, 0, 0.4f, 0, 1}, within(1e-6f));
    assertThat(Pictures.of(new float[][] {row, row}, 2, 3)).hasSize(2);
  }

  @Test
  void aSheetShowsEveryRowInItsPlace(@TempDir Path folder) throws IOException {
    float[][] rows = new float[17][6]; // 3 wide, 2 high
    rows[16] = new float[] {1, 1, 1, 0, 0, 0};
    Path png = folder.resolve("new/sheet.png");

    Pictures.write(rows, 3, png);

    BufferedImage sheet = ImageIO.read(png.toFile());
    assertThat(sheet.getWidth()).isEqualTo(16 * 8 + 2); // twice the size, two pixels between
    assertThat(sheet.getHeight()).isEqualTo(2 * 6 + 2);
    assertThat(sheet.getRGB(2, 2) & 0xFF).as("the first row's first pixel").isZero();
    assertThat(sheet.getRGB(2, 8) & 0xFF).as("the last row's, on the second line").isEqualTo(255);
    assertThat(sheet.getRGB(2, 10) & 0xFF).isZero();
  }

  @Test
  void aFolderBecomesRowsOfOneShape(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("inside"));
    Pictures.write(new float[][] {{0.5f}}, 1, folder.resolve("inside/a.png"));
    Files.writeString(folder.resolve("broken.png"), "no picture");

    float[][] rows = Pictures.read(folder, 2, 3);

    assertThat(rows).hasDimensions(1, 6);
    for (float value : rows[0]) {
      assertThat(value).isBetween(0.5f, 1f); // a grey square within a white frame
    }
    Vae vae = Vae.of(Topology.of(4, 2 * 2), Topology.of(2, 4));
    assertThat(vae.fit(folder, 1, 1).sample(1)).hasDimensions(1, 4);
  }

  @Test
  void whatMakesNoSenseIsOneLine(@TempDir Path folder) {
    refused(
        "width must be a divisor of the 6 numbers of a row, got 4; 28 for MNIST",
        () -> Pictures.of(new float[6], 4));
    refused(
        "rows must be at least one, got none; give some",
        () -> Pictures.write(new float[0][], 3, folder.resolve("a.png")));
    refused("count must be at least 1, got 0; write digits(2000, 1)", () -> Pictures.digits(0, 1));
    refused("side must be a divisor of 64, got 48; write 32", () -> Pictures.faces(1, 1, 48));
    refused(
        "channels must be 1 or 3, got 2; 1 is grey, 3 is colour",
        () -> Pictures.of(new float[6], 3, 2));
    refused(
        "width must be a divisor of the 2 numbers of a channel, got 3; 28 for MNIST",
        () -> Pictures.of(new float[6], 3, 3));
    refused(
        "SOURCE must be a folder that is there, got %s; check the path"
            .formatted(folder.resolve("none")),
        () -> Pictures.cropFaces(folder.resolve("none"), folder.resolve("faces")));
  }

  private static void refused(String line, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(InputException.class).hasMessage(line);
  }
}
