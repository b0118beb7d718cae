package dev.omnivae.data.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFile;
import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.Reason;
import dev.omnivae.data.picture.SamplePictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of cutting, on pictures that need no face. */
class FaceCropTest {
  private static final Face LEFT = new Face(10, 50, 30, 50);
  private static final Face RIGHT = new Face(100, 50, 140, 60);

  @TempDir private Path temp;

  private Mat photograph(BufferedImage image, int orientation) throws Exception {
    byte[] jpeg = SamplePictures.turned(image, orientation);
    return Photograph.of(PictureFile.read(SamplePictures.write(temp.resolve("a.jpg"), jpeg), 64));
  }

  /** A red and a blue eye on black. */
  private static BufferedImage eyes(Face face, double radius) {
    BufferedImage image = SamplePictures.plain(600, 500, Color.BLACK);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(Color.RED);
    pen.fill(disc(face.leftX(), face.leftY(), radius));
    pen.setColor(Color.BLUE);
    pen.fill(disc(face.rightX(), face.rightY(), radius));
    pen.dispose();
    return image;
  }

  private static Ellipse2D disc(double x, double y, double radius) {
    return new Ellipse2D.Double(x + 0.5 - radius, y + 0.5 - radius, 2 * radius, 2 * radius);
  }

  /** Centre of mass of a channel, in pixels from the corner: x, then y. */
  private static double[] centre(byte[] planes, int channel, int size) {
    double sum = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < size * size; i++) {
      int value = planes[channel * size * size + i] & 0xff;
      if (value > 100) { // what JPEG smears does not count
        int row = i / size;
        sum += value;
        x += value * (i % size + 0.5);
        y += value * (row + 0.5);
      }
    }
    return new double[] {x / sum, y / sum};
  }

  @ParameterizedTest
  @CsvSource({
    "200, 200, 260, 200, 64, 0.3", // level
    "250, 180, 330, 220, 64, 0.3", // leaning
    "250, 220, 330, 180, 64, 0.0", // leaning the other way, without a margin
    "250, 270, 350, 230, 32, 0.1", // made much smaller
    "290, 250, 310, 252, 128, 0.1" // made larger
  })
  void eyesComeToTheirPlaces(
      double leftX, double leftY, double rightX, double rightY, int size, double margin)
      throws Exception {
    Face face = new Face(leftX, leftY, rightX, rightY);
    FaceCrop crop = new FaceCrop(size, margin);

    byte[] planes = crop.cut(photograph(eyes(face, face.distance() / 8), 1), face);

    assertThat(planes).hasSize(3 * size * size);
    double[] left = centre(planes, 0, size);
    double[] right = centre(planes, 2, size);
    double tolerance = 0.01 * size + 0.3; // a disc of few pixels
    assertThat(left[0]).isCloseTo(crop.leftEyeX(), within(tolerance));
    assertThat(left[1]).isCloseTo(crop.eyesY(), within(tolerance));
    assertThat(right[0]).isCloseTo(size - crop.leftEyeX(), within(tolerance));
    assertThat(right[1]).isCloseTo(crop.eyesY(), within(tolerance));
  }

  @Test
  void eyesAreFortyOfAHundredApartWithoutAMargin() {
    FaceCrop tight = new FaceCrop(100, 0);
    FaceCrop wide = new FaceCrop(100, 0.5);

    assertThat(100 - 2 * tight.leftEyeX()).isCloseTo(40, within(1e-9));
    assertThat(tight.eyesY()).isCloseTo(38, within(1e-9));
    assertThat(100 - 2 * wide.leftEyeX()).isCloseTo(20, within(1e-9));
    assertThat(wide.eyesY()).isCloseTo(44, within(1e-9));
  }

  @Test
  void outsideThePictureIsItsMirrorImage() throws Exception {
    BufferedImage grey = SamplePictures.plain(60, 50, new Color(90, 90, 90));

    byte[] planes = FaceCrop.DEFAULT.cut(photograph(grey, 1), new Face(2, 2, 40, 2));

    for (byte value : planes) {
      assertThat(value & 0xff).isBetween(88, 92);
    }
  }

  @Test
  void photographsAreUprightAndNotLargerThanNeeded() throws Exception {
    BufferedImage wide =
        SamplePictures.quarters(3000, 1000, Color.RED, Color.GREEN, Color.BLUE, Color.WHITE);

    Mat upright = photograph(wide, 6); // as a phone held upright stores it

    assertThat(upright.rows()).isEqualTo(2048);
    assertThat(upright.cols()).isEqualTo(683);
    byte[] planes = Photograph.planes(upright);
    int plane = 2048 * 683;
    assertThat(planes[2 * plane + 100] & 0xff).isGreaterThan(250); // blue at the top left
    assertThat(planes[100] & 0xff).isLessThan(5);
    assertThat(planes[600] & 0xff).isGreaterThan(250); // red at the top right
  }

  @Test
  void ofSeveralFacesAllTheLargestOrNoneAreCut() {
    List<Face> both = List.of(LEFT, RIGHT);

    assertThat(Several.of("all").of(both)).isEqualTo(both);
    assertThat(Several.of("largest").of(both)).containsExactly(RIGHT);
    assertThat(Several.of("none").of(both)).isEmpty();
    for (Several several : Several.values()) {
      assertThat(several.of(List.of(LEFT))).containsExactly(LEFT);
      assertThat(several.of(List.of())).isEmpty();
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    refused(
        () -> new FaceCrop(4, 0.3), "size of a face must be 8 to 1024 pixels, got 4; 64 is usual");
    refused(
        () -> new FaceCrop(64, 3),
        "margin around a face must be 0 to 2 of its side, got 3.0; 0.3 shows hair and chin");
    refused(
        () -> Several.of("bigest"),
        "several must be a known choice, got 'bigest'; did you mean 'largest'? choices: all,"
            + " largest, none");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String line) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessage(line);
  }

  @Test
  void whatShowsNoFaceGivesNoneAndSaysSo() throws Exception {
    Path source = temp.resolve("source");
    SamplePictures.write(
        source.resolve("sub/noise, 1.png"), SamplePictures.bytes(SamplePictures.noise(200), "png"));
    SamplePictures.write(
        source.resolve("tiny.png"),
        SamplePictures.bytes(SamplePictures.plain(1, 1, Color.RED), "png"));
    SamplePictures.write(source.resolve("nothing.png"), new byte[0]);
    Path target = Files.createDirectories(temp.resolve("target"));

    FaceReport report =
        new FaceFolder(FaceCrop.DEFAULT, Several.ALL, 64).cut(PictureFolder.list(source), target);

    assertThat(report.line())
        .isEqualTo("0 faces of 2 pictures; 2 without a face, 0 with several, 1 left out (1 empty)");
    assertThat(report.leftOut())
        .containsExactly(new LeftOut("nothing.png", Reason.EMPTY, "no bytes"));
    assertThat(target.resolve(FaceFolder.LIST))
        .content()
        .isEqualTo(
            """
            picture,faces,note
            "sub/noise, 1.png",0,""
            "tiny.png",0,""
            "nothing.png",,"empty, no bytes"
            """);
  }
}
