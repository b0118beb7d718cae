package dev.omnivae.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatIsWrittenIsReadBackAndReadByOthers(int channels) throws IOException {
    byte[] pixels = new byte[5 + channels * 7 * 11];
    new Random(3).nextBytes(pixels);
    Path file = folder.resolve("a.png");

    PngFile.write(file, pixels, 5, channels, 7, 11);

    PngFile.Planes read = PngFile.read(file, channels);
    assertThat(read).isNotNull();
    if (read != null) {
      assertThat(read.pixels()).isEqualTo(java.util.Arrays.copyOfRange(pixels, 5, pixels.length));
      assertThat(read.height()).isEqualTo(7);
    }
    BufferedImage other = ImageIO.read(file.toFile());
    assertThat(other.getRaster().getSample(3, 2, 0)).isEqualTo(pixels[5 + 2 * 11 + 3] & 0xff);
  }

  @Test
  void aColourPictureIsReadAsGreyByItsLuminance() throws IOException {
    Path file = folder.resolve("a.png");
    PngFile.write(file, new byte[] {(byte) 200, 100, 50}, 0, 3, 1, 1);

    PngFile.Planes grey = PngFile.read(file, 1);

    // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
    assertThat(grey).isNotNull();
    if (grey != null) {
      assertThat(grey.pixels()).containsExactly(124);
    }
  }

  @Test
  void aGreyPictureIsReadAsColourWithoutBrighteningIt() throws IOException {
    Path file = folder.resolve("a.png");
    PngFile.write(file, new byte[] {100}, 0, 1, 1, 1);

    PngFile.Planes colour = PngFile.read(file, 3);

    assertThat(colour).isNotNull();
    if (colour != null) {
      assertThat(colour.pixels()).containsExactly(100, 100, 100);
    }
  }
}
