package dev.omnivae.data.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  }

  private static void refused(String line, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(InputException.class).hasMessage(line);
  }
}
