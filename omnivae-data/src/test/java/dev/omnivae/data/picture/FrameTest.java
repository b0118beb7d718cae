package dev.omnivae.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
  /** Grey values, one a pixel, as a colour picture. */
  private static BufferedImage of(int[][] rows) {
    BufferedImage image =
        new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[0].length; x++) {
        image.setRGB(x, y, rows[y][x] * 0x010101);
      }
    }
    return image;
  }

  private static int[] drawn(Frame frame, BufferedImage image) {
    byte[] pixels = new byte[frame.size()];
    frame.draw(new PictureFile(image, Orientation.UPRIGHT), pixels, 0);
    int[] values = new int[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    return values;
  }

  private static Frame grey(int height, int width, Fit fit) {
    return new Frame(height, width, 1, fit, 9);
  }

  @Test
  void cropTakesTheCentre() {
    BufferedImage wide = of(new int[][] {{1, 10, 20, 1}, {1, 30, 40, 1}});
    BufferedImage high = of(new int[][] {{1, 1}, {10, 20}, {30, 40}, {1, 1}});

    assertThat(drawn(grey(2, 2, Fit.CROP), wide)).containsExactly(10, 20, 30, 40);
    assertThat(drawn(grey(2, 2, Fit.CROP), high)).containsExactly(10, 20, 30, 40);
  }

  @Test
  void padKeepsEverythingAndFillsWithTheGround() {
    BufferedImage wide = of(new int[][] {{10, 20, 30, 40}, {50, 60, 70, 80}});

    assertThat(drawn(grey(4, 4, Fit.PAD), wide))
        .containsExactly(9, 9, 9, 9, 10, 20, 30, 40, 50, 60, 70, 80, 9, 9, 9, 9);
  }

  @Test
  void stretchKeepsEverythingButTheShape() {
    BufferedImage wide = of(new int[][] {{10, 20, 30, 40}, {50, 60, 70, 80}});

    assertThat(drawn(grey(2, 2, Fit.STRETCH), wide)).containsExactly(15, 35, 55, 75);
  }

  @Test
  void aPixelIsTheMeanOfTheAreaItCovers() {
    // given noise of a size that the result does not divide
    long seed = 7;
    Random random = new Random(seed);
    int[][] rows = new int[11][17];
    for (int[] row : rows) {
      java.util.Arrays.setAll(row, x -> random.nextInt(256));
    }

    int[] drawn = drawn(grey(4, 5, Fit.STRETCH), of(rows));

    // then each is the mean over its part of a grid of 4 x 5 parts in a pixel, to rounding
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        double sum = 0;
        for (int v = 11 * y; v < 11 * (y + 1); v++) {
          for (int u = 17 * x; u < 17 * (x + 1); u++) {
            sum += rows[v / 4][u / 5];
          }
        }
        assertThat(drawn[5 * y + x]).isEqualTo((int) Math.round(sum / (11 * 17)));
      }
    }
  }

  @Test
  void aSmallPictureIsInterpolated() {
    BufferedImage two = of(new int[][] {{0, 100}});

    assertThat(drawn(grey(1, 4, Fit.STRETCH), two)).containsExactly(0, 25, 75, 100);
  }

  @Test
  void greyIsTheLuminanceAndGreyFilesAreAsStored() {
    BufferedImage red = SamplePictures.plain(4, 4, Color.RED);
    BufferedImage stored = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 16; i++) {
      stored.getRaster().setSample(i % 4, i / 4, 0, 100);
      deep.getRaster().setSample(i % 4, i / 4, 0, 100 * 257);
    }

    assertThat(drawn(grey(2, 2, Fit.CROP), red)).containsOnly(76); // 0.299 of 255
    for (BufferedImage image : new BufferedImage[] {stored, deep}) {
      assertThat(drawn(new Frame(2, 2, 3, Fit.CROP, 0), image)).containsOnly(100);
    }
  }

  @Test
  void whatIsTransparentShowsTheGround() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xff0000ff); // blue
    image.setRGB(1, 0, 0x00ff0000); // red that is not seen

    assertThat(drawn(new Frame(1, 2, 3, Fit.STRETCH, 200), image))
        .containsExactly(0, 200, 0, 200, 255, 200);
    assertThat(drawn(new Frame(1, 1, 3, Fit.STRETCH, 200), image)).containsExactly(100, 100, 228);
  }

  @Test
  void anUnknownFitNamesTheNearest() {
    assertThatThrownBy(() -> Fit.of("corp"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fit must be a known way, got 'corp'; did you mean 'crop'? choices: crop, pad, stretch");
  }
}
