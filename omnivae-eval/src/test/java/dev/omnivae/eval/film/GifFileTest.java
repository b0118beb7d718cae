package dev.omnivae.eval.film;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GifFileTest {
  @TempDir Path temp;

  @Test
  void everyFrameComesBackAsItWas() throws IOException {
    Squares frames = new Squares(12, false);
    Path file = temp.resolve("new/film.gif");

    GifFile.write(file, frames, 5);

    List<BufferedImage> shown = shown(file);
    assertThat(shown).hasSize(12);
    for (int i = 0; i < shown.size(); i++) {
      // two colours: the palette has both
      assertThat(Arrays.equals(pixels(shown.get(i)), frames.pixels(i))).as("frame %d", i).isTrue();
    }
  }

  @Test
  void manyColoursComeBackNearly() throws IOException {
    Squares frames = new Squares(4, true);
    Path file = temp.resolve("film.gif");

    GifFile.write(file, frames, 5);

    int[] back = pixels(shown(file).get(3));
    int[] drawn = frames.pixels(3);
    int farthest = 0;
    for (int i = 0; i < back.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        farthest =
            Math.max(farthest, Math.abs((back[i] >> shift & 0xFF) - (drawn[i] >> shift & 0xFF)));
      }
    }
    // 2048 colours on a sheet of 256 x 256: 255 boxes of about 16 x 16
    assertThat(farthest).isBetween(1, 24);
  }

  @Test
  void greysStayGreyAmongManyColours() throws IOException {
    BufferedImage sheet =
        new BufferedImage(Squares.WIDTH, Squares.HEIGHT, BufferedImage.TYPE_INT_RGB);
    int greys = Squares.HEIGHT / 2;
    for (int x = 0; x < Squares.WIDTH; x++) {
      for (int y = 0; y < Squares.HEIGHT; y++) {
        sheet.setRGB(x, y, y < greys ? 4 * x * 0x010101 : x >> 1 << 19 | y << 11 | 0x40);
      }
    }
    Path file = temp.resolve("grey.gif");

    GifFile.write(file, new Picture(sheet), 5);

    int[] back = pixels(shown(file).get(0));
    for (int i = 0; i < greys * Squares.WIDTH; i++) {
      int grey = back[i] & 0xFF;
      assertThat(back[i] & 0xFFFFFF).isEqualTo(grey * 0x010101);
      // 64 levels beside 512 colours: at worst two or three share a place
      assertThat(Math.abs(grey - 4 * (i % Squares.WIDTH))).isLessThan(10);
    }
  }

  /** One picture. */
  private record Picture(BufferedImage image) implements Frames {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public BufferedImage at(int frame) {
      return image;
    }
  }

  @Test
  void itGoesRoundForEverAndAStillFrameCostsNothing() throws IOException {
    Path moving = temp.resolve("moving.gif");
    Path still = temp.resolve("still.gif");

    GifFile.write(moving, new Squares(10, true), 7);
    GifFile.write(still, new Still(10), 7);

    String bytes = Files.readString(moving, StandardCharsets.ISO_8859_1);
    assertThat(bytes).startsWith("GIF89a").contains("NETSCAPE2.0\u0003\u0001\u0000\u0000\u0000");
    assertThat(delays(moving)).hasSize(10).containsOnly("7");
    assertThat(shown(still)).hasSize(10);
  }

  private record Still(int count) implements Frames {
    @Override
    public BufferedImage at(int index) {
      return new Squares(1, false).at(0);
    }
  }

  private static List<String> delays(Path file) throws IOException {
    List<String> delays = new ArrayList<>();
    forEach(
        file,
        (image, metadata) ->
            delays.add(first(metadata, "GraphicControlExtension").getAttribute("delayTime")));
    return delays;
  }

  /** What a viewer shows, frame after frame. */
  private static List<BufferedImage> shown(Path file) throws IOException {
    List<BufferedImage> shown = new ArrayList<>();
    BufferedImage canvas =
        new BufferedImage(Squares.WIDTH, Squares.HEIGHT, BufferedImage.TYPE_INT_RGB);
    forEach(
        file,
        (image, metadata) -> {
          IIOMetadataNode place = first(metadata, "ImageDescriptor");
          Graphics2D graphics = canvas.createGraphics();
          graphics.drawImage(
              image,
              Integer.parseInt(place.getAttribute("imageLeftPosition")),
              Integer.parseInt(place.getAttribute("imageTopPosition")),
              null);
          graphics.dispose();
          BufferedImage copy =
              new BufferedImage(Squares.WIDTH, Squares.HEIGHT, BufferedImage.TYPE_INT_RGB);
          copy.createGraphics().drawImage(canvas, 0, 0, Color.BLACK, null);
          shown.add(copy);
        });
    return shown;
  }

  private interface Look {
    void at(BufferedImage image, IIOMetadataNode metadata);
  }

  private static void forEach(Path file, Look look) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      for (int i = 0; i < reader.getNumImages(true); i++) {
        look.at(
            reader.read(i),
            (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0"));
      }
    } finally {
      reader.dispose();
    }
  }

  private static IIOMetadataNode first(IIOMetadataNode root, String name) {
    return (IIOMetadataNode) root.getElementsByTagName(name).item(0);
  }

  private static int[] pixels(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xFFFFFF;
    }
    return pixels;
  }
}
