package dev.omnivae.data.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.SamplePictures;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A photograph of one woman (NASA, in the public domain), where it is here. */
class RealFaceTest {
  private static final int SIZE = 64;

  @TempDir private Path temp;
  private Path source;
  private BufferedImage woman = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

  @BeforeEach
  void find() throws IOException {
    String named = System.getenv("OMNIVAE_DATA");
    Path file =
        Path.of(named == null ? "../../shared/data" : named).resolve("backgrounds/astronaut.png");
    Assumptions.assumeTrue(Files.isRegularFile(file), "no photograph here");
    woman = ImageIO.read(file.toFile());
    source = temp.resolve("source");
  }

  private void put(String name, BufferedImage image) {
    SamplePictures.write(source.resolve(name), SamplePictures.bytes(image, "png"));
  }

  private FaceReport cut(Several several, String target) throws IOException {
    return new FaceFolder(FaceCrop.DEFAULT, several, 64)
        .cut(PictureFolder.list(source), Files.createDirectories(temp.resolve(target)));
  }

  private BufferedImage face(String target, String name) throws IOException {
    return ImageIO.read(temp.resolve(target).resolve(name).toFile());
  }

  /** Turned about its middle; what comes in from outside is grey. */
  private BufferedImage leaning(double degrees) {
    BufferedImage turned =
        new BufferedImage(woman.getWidth(), woman.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = turned.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.rotate(Math.toRadians(degrees), 256, 256);
    pen.drawImage(woman, 0, 0, null);
    pen.dispose();
    return turned;
  }

  /** Mean difference of two faces over all pixels and colours, of 255. */
  private static double difference(BufferedImage a, BufferedImage b) {
    double sum = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      int p = a.getRGB(i % SIZE, i / SIZE);
      int q = b.getRGB(i % SIZE, i / SIZE);
      for (int shift = 0; shift < 24; shift += 8) {
        sum += Math.abs((p >> shift & 0xff) - (q >> shift & 0xff));
      }
    }
    return sum / (3 * SIZE * SIZE);
  }

  @Test
  void shesGotOneFaceAndTheSameTwice() throws IOException {
    put("space/astronaut.png", woman);

    FaceReport report = cut(Several.ALL, "one");
    cut(Several.ALL, "two");

    assertThat(report.line()).isEqualTo("1 face of 1 picture; 0 without a face, 0 with several");
    assertThat(report.crops()).containsExactly("space/astronaut.png-1.png");
    byte[] once = Files.readAllBytes(temp.resolve("one/space/astronaut.png-1.png"));
    assertThat(temp.resolve("two/space/astronaut.png-1.png")).hasBinaryContent(once);
    assertThat(face("one", "space/astronaut.png-1.png").getWidth()).isEqualTo(SIZE);
  }

  @Test
  void aHeadThatLeansIsPutUpright() throws IOException {
    put("upright.png", woman);
    put("left.png", leaning(-12));
    put("right.png", leaning(12));

    FaceReport report = cut(Several.ALL, "faces");

    assertThat(report.crops()).hasSize(3);
    BufferedImage upright = face("faces", "upright.png-1.png");
    for (String name : List.of("left.png-1.png", "right.png-1.png")) {
      assertThat(difference(face("faces", name), upright)).as(name).isLessThan(12);
    }
    assertThat(difference(leaning(12).getSubimage(192, 60, SIZE, SIZE), upright))
        .as("what is not aligned differs more")
        .isGreaterThan(24);
  }

  @Test
  void sizeAndThePhonesWayOfHoldingDoNotMatter() throws IOException {
    put("a.png", woman);
    BufferedImage large = new BufferedImage(2600, 2600, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = large.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.drawImage(woman, 0, 0, 2600, 2600, null);
    pen.dispose();
    put("large.png", large);
    BufferedImage lying = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 512 * 512; i++) {
      lying.setRGB(i / 512, 511 - i % 512, woman.getRGB(i % 512, i / 512));
    }
    SamplePictures.write(source.resolve("lying.jpg"), SamplePictures.turned(lying, 6));

    FaceReport report = cut(Several.ALL, "faces");

    assertThat(report.crops()).hasSize(3);
    for (String name : List.of("large.png-1.png", "lying.jpg-1.png")) {
      assertThat(difference(face("faces", name), face("faces", "a.png-1.png")))
          .as(name)
          .isLessThan(10);
    }
  }

  @Test
  void twoFacesAreToldAndChosenFrom() throws IOException {
    BufferedImage two = new BufferedImage(1024, 512, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = two.createGraphics();
    pen.drawImage(woman, 0, 0, null);
    pen.drawImage(woman, 512, 0, 400, 400, null);
    pen.dispose();
    put("two.png", two);
    put("none.png", SamplePictures.noise(100));

    FaceReport all = cut(Several.ALL, "all");

    assertThat(all.line()).isEqualTo("2 faces of 2 pictures; 1 without a face, 1 with several");
    assertThat(all.crops()).containsExactly("two.png-1.png", "two.png-2.png");
    assertThat(cut(Several.LARGEST, "largest").crops()).containsExactly("two.png-1.png");
    assertThat(cut(Several.NONE, "none").crops()).isEmpty();
  }

  @Test
  void eyesAreWhereTheyAre() throws Exception {
    put("a.png", woman);
    var file = dev.omnivae.data.picture.PictureFile.read(source.resolve("a.png"), 64);

    List<Face> faces = new FaceFinder().find(Photograph.of(file));

    assertThat(faces).hasSize(1);
    Face face = faces.get(0); // by eye, to a few pixels
    assertThat(face.leftX()).isCloseTo(203, within(6.0));
    assertThat(face.leftY()).isCloseTo(101, within(6.0));
    assertThat(face.rightX()).isCloseTo(248, within(6.0));
    assertThat(face.rightY()).isCloseTo(103, within(6.0));
  }
}
