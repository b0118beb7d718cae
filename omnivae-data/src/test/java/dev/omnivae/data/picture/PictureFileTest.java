package dev.omnivae.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {
  private static final List<Color> COLOURS =
      List.of(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE);
  private static final BufferedImage QUARTERS =
      SamplePictures.quarters(64, 32, COLOURS.toArray(Color[]::new));

  @TempDir private Path temp;

  private Path file(String name, byte[] bytes) {
    return SamplePictures.write(temp.resolve(name), bytes);
  }

  private void refused(byte[] bytes, Reason reason, String detail) {
    Path file = file("picture.png", bytes);
    assertThatThrownBy(() -> PictureFile.read(file, 1))
        .isInstanceOfSatisfying(
            UnusableException.class,
            e -> {
              LeftOut leftOut = e.of("a/picture.png");
              assertThat(leftOut.reason()).isEqualTo(reason);
              assertThat(leftOut.line())
                  .isEqualTo("a/picture.png: " + reason.word() + ", " + e.getMessage());
              assertThat(leftOut.detail()).containsPattern(detail).doesNotContain("\n");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
  void everyFormatIsReadByItsContentWhateverItIsCalled(String format) throws Exception {
    PictureFile picture =
        PictureFile.read(file("picture.dat", SamplePictures.bytes(QUARTERS, format)), 1);

    assertThat(picture.image().getWidth()).isEqualTo(64);
    assertThat(picture.image().getHeight()).isEqualTo(32);
    for (int i = 0; i < 4; i++) {
      Color seen = new Color(picture.image().getRGB(16 + i % 2 * 32, 8 + i / 2 * 16));
      Color drawn = COLOURS.get(i);
      assertThat(seen.getRed()).isCloseTo(drawn.getRed(), within(3)); // JPEG loses a little
      assertThat(seen.getGreen()).isCloseTo(drawn.getGreen(), within(3));
      assertThat(seen.getBlue()).isCloseTo(drawn.getBlue(), within(3));
    }
  }

  @Test
  void webpIsRead() throws Exception {
    PictureFile picture = PictureFile.read(file("picture.webp", SamplePictures.WEBP), 1);

    assertThat(picture.image().getWidth()).isEqualTo(1);
    assertThat(picture.image().getHeight()).isEqualTo(1);
  }

  /** How a stored picture of quarters 0 1 above 2 3 is seen, by the number in EXIF. */
  @ParameterizedTest
  @CsvSource({
    "1, 0123", "2, 1032", "3, 3210", "4, 2301", "5, 0213", "6, 2031", "7, 3120", "8, 1302",
    "0, 0123", "9, 0123"
  })
  void photographsAreUprightHoweverTheCameraWasHeld(int orientation, String seen) throws Exception {
    Path file = file("turned.jpg", SamplePictures.turned(QUARTERS, orientation));
    boolean portrait = orientation >= 5 && orientation <= 8;
    Frame frame = new Frame(portrait ? 64 : 32, portrait ? 32 : 64, 3, Fit.CROP, 0);
    byte[] pixels = new byte[frame.size()];

    frame.draw(PictureFile.read(file, 1), pixels, 0);

    int plane = frame.height() * frame.width();
    for (int i = 0; i < 4; i++) {
      int y = frame.height() / 4 + i / 2 * frame.height() / 2;
      int x = frame.width() / 4 + i % 2 * frame.width() / 2;
      Color expected = COLOURS.get(seen.charAt(i) - '0');
      int at = y * frame.width() + x;
      assertThat(pixels[at] & 0xff)
          .as("red of quarter " + i)
          .isCloseTo(expected.getRed(), within(3));
      assertThat(pixels[plane + at] & 0xff).isCloseTo(expected.getGreen(), within(3));
      assertThat(pixels[2 * plane + at] & 0xff).isCloseTo(expected.getBlue(), within(3));
    }
  }

  @Test
  void brokenNotesOfACameraDoNotMatter() throws Exception {
    byte[] jpeg = SamplePictures.turned(QUARTERS, 6);
    jpeg[2 + 4 + 6] = 'X'; // the byte order of its TIFF

    assertThat(PictureFile.read(file("a.jpg", jpeg), 1).orientation())
        .isEqualTo(Orientation.UPRIGHT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void aFileThatIsCutOffIsBroken(String format) {
    refused(
        SamplePictures.cut(SamplePictures.bytes(SamplePictures.noise(64), format), 0.6),
        Reason.BROKEN,
        "\\w+");
  }

  @Test
  void whatIsNoPictureSaysSo() {
    refused(new byte[0], Reason.EMPTY, "^no bytes$");
    refused("hello".getBytes(StandardCharsets.UTF_8), Reason.BROKEN, "^no picture inside$");
  }

  @Test
  void aHugePictureIsNotDecoded() throws IOException {
    byte[] bytes = SamplePictures.promising(50_000, 40_000);

    refused(bytes, Reason.HUGE, "^40000x50000 pixels, more than 1 million$");
    refused(SamplePictures.promising(1000, 1001), Reason.HUGE, "^1001x1000 pixels");
  }

  @Test
  void animationsAndScansOfSeveralPagesAreLeftOut() {
    refused(SamplePictures.frames("gif", 3), Reason.ANIMATED, "^3 frames$");
    refused(SamplePictures.frames("tiff", 2), Reason.ANIMATED, "^2 frames$");
    refused(SamplePictures.animatedPng(5), Reason.ANIMATED, "^5 frames$");
  }

  @Test
  void oneFrameIsNoAnimation() throws Exception {
    for (byte[] bytes : List.of(SamplePictures.frames("gif", 1), SamplePictures.animatedPng(1))) {
      assertThat(PictureFile.read(file("one", bytes), 1).image().getWidth()).isEqualTo(8);
    }
  }

  @Test
  void aJpegWithASecondExposureBehindItIsOnePicture() throws Exception {
    byte[] first = SamplePictures.bytes(QUARTERS, "jpg");
    byte[] both = java.util.Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(first, 0, both, first.length, first.length);

    assertThat(PictureFile.read(file("phone.jpg", both), 1).image().getWidth()).isEqualTo(64);
  }

  @Test
  void aJpegWithoutItsLastMarkerIsWhole() throws Exception {
    byte[] jpeg = SamplePictures.bytes(SamplePictures.noise(64), "jpg");
    Path file = file("a.jpg", java.util.Arrays.copyOf(jpeg, jpeg.length - 2));

    assertThat(PictureFile.read(file, 1).image().getWidth()).isEqualTo(64);
  }

  @Test
  void aFileWithoutPermissionIsUnreadable() throws IOException {
    Path file = file("secret.png", SamplePictures.bytes(QUARTERS, "png"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");

    assertThatThrownBy(() -> PictureFile.read(file, 1))
        .isInstanceOf(UnusableException.class)
        .hasMessage("no permission");
  }
}
