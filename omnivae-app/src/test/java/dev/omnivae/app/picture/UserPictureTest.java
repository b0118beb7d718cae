package dev.omnivae.app.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserPictureTest {
  /** Half a grey level: what eight bits lose. */
  private static final float LEVEL = 0.5f / 255 + 1e-6f;

  private static final Modality GREY = Modality.image("grey", 1, 4, 4);
  private static final Modality COLOUR = Modality.image("colour", 3, 2, 2);

  @TempDir Path temp;

  @Test
  void whatWeWriteWeReadBack() throws IOException {
    float[] values = new float[16];
    values[5] = 1;
    values[6] = 0.5f;

    Path file = Files.write(temp.resolve("a.png"), Png.of(values, 0, GREY));

    assertThat(UserPicture.read(file, GREY, true)).containsExactly(values, within(LEVEL));
  }

  @Test
  void greyFilesKeepTheirValues() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(1, 1, 0, 128);

    float[] read = UserPicture.read(write(image), GREY, true);

    assertThat(read[5]).isEqualTo(128 / 255f, within(1e-6f));
    assertThat(read[0]).isZero();
  }

  @Test
  void inkOnPaperBecomesChalkOnABoard() throws IOException {
    BufferedImage paper = filled(4, 4, 0xffffffff);
    paper.setRGB(1, 2, 0xff000000);

    float[] chalk = UserPicture.read(write(paper), GREY, true);
    float[] ink = UserPicture.read(write(paper), GREY, false);

    assertThat(chalk[9]).isEqualTo(1f, within(LEVEL));
    assertThat(chalk[0]).isEqualTo(0f, within(LEVEL));
    assertThat(ink[9]).isEqualTo(0f, within(LEVEL));
    assertThat(ink[0]).isEqualTo(1f, within(LEVEL));
  }

  @Test
  void whatIsTransparentIsWhitePaper() throws IOException {
    BufferedImage clear = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(1, 1, 0xff000000);

    float[] read = UserPicture.read(write(clear), GREY, true);

    assertThat(read[5]).isEqualTo(1f, within(LEVEL));
    assertThat(read[15]).isEqualTo(0f, within(LEVEL));
  }

  @Test
  void largePicturesAreMeansOfTheAreaEachPixelCovers() throws IOException {
    BufferedImage large = filled(8, 8, 0xff000000);
    large.setRGB(2, 2, 0xffffffff); // a quarter of pixel (1, 1)

    assertThat(UserPicture.read(write(large), GREY, true)[5]).isEqualTo(0.25f, within(1e-5f));
  }

  @Test
  void widePicturesKeepTheirShapeAndAreCentredOnTheirBackground() throws IOException {
    BufferedImage wide = filled(8, 4, 0xff000000);
    for (int x = 2; x < 6; x++) {
      wide.setRGB(x, 1, 0xffffffff);
      wide.setRGB(x, 2, 0xffffffff);
    }

    float[] read = UserPicture.read(write(wide), GREY, true);

    assertThat(row(read, 0)).containsOnly(0f);
    assertThat(row(read, 3)).containsOnly(0f);
    assertThat(read[5]).isEqualTo(0.5f, within(1e-5f));
  }

  @Test
  void coloursStayColours() throws IOException {
    float[] read = UserPicture.read(write(filled(3, 3, 0xffff0080)), COLOUR, true);

    assertThat(read[0]).isEqualTo(1f, within(1e-5f));
    assertThat(read[4]).isEqualTo(0f, within(1e-5f));
    assertThat(read[8]).isEqualTo(128 / 255f, within(1e-5f));
  }

  // ---- what is refused ----

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> UserPicture.read(Path.of("none.png"), GREY, true))
        .isInstanceOf(InputException.class)
        .hasMessage("--given grey must be a file that is there, got none.png; check the path");
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("a.png"), "no picture");

    assertThatThrownBy(() -> UserPicture.read(file, GREY, true))
        .hasMessage(
            "--given grey must be a PNG, JPEG, GIF or BMP picture, got %s, which is none; save it as"
                    .formatted(file)
                + " PNG");
  }

  @Test
  void aTruncatedPictureIsNamed() throws IOException {
    byte[] whole = Png.of(new float[16], 0, GREY);
    Path file = Files.write(temp.resolve("a.png"), java.util.Arrays.copyOf(whole, 40));

    assertThatThrownBy(() -> UserPicture.read(file, GREY, true))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--given grey must be a readable picture, got " + file);
  }

  @Test
  void aModalityThatIsNoImageTakesNoPicture() {
    Modality vector = new Modality("length", Modality.Kind.VECTOR, List.of(2L));

    assertThatThrownBy(() -> UserPicture.read(temp.resolve("a.png"), vector, true))
        .hasMessage(
            "--given length must be an image modality of 1 or 3 channels, got length vector[2]; give"
                + " another modality");
  }

  private static float[] row(float[] image, int y) {
    return java.util.Arrays.copyOfRange(image, 4 * y, 4 * y + 4);
  }

  private static BufferedImage filled(int width, int height, int argb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, argb);
    }
    return image;
  }

  private Path write(BufferedImage image) throws IOException {
    return Files.write(temp.resolve("picture.png"), Png.bytes(image));
  }
}
