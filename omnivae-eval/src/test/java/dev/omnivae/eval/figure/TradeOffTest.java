package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TradeOffTest {
  private static final List<TradeOff.Point> POINTS =
      List.of(
          point("worse in both", 4, 0.2),
          point("clearest", 1, 0.3),
          point("as clear, less coherent", 1, 0.25),
          point("between", 2, 0.6),
          point("most coherent", 3, 0.8));

  @Test
  void theFrontIsWhatNoOtherPointBeatsInBoth() {
    assertThat(TradeOff.front(POINTS))
        .extracting(TradeOff.Point::name)
        .containsExactly("clearest", "between", "most coherent");
    // of equals both stay
    List<TradeOff.Point> equal = List.of(point("a", 1, 1), point("b", 1, 1));
    assertThat(TradeOff.front(equal)).hasSize(2);
  }

  @Test
  void everyPointHasItsColour(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("pareto.png");
    TradeOff.write("title", "x", "y", POINTS, path);

    BufferedImage image = ImageIO.read(path.toFile());
    // the front takes the first colour of the palette but draws in grey
    for (int colour : new int[] {0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0xB0B0B0}) {
      assertThat(has(image, colour)).as(Integer.toHexString(colour)).isTrue();
    }
  }

  private static TradeOff.Point point(String name, double x, double y) {
    return new TradeOff.Point(name, x, y, x == 2 ? Double.NaN : 0.05);
  }

  private static boolean has(BufferedImage image, int colour) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == colour) {
          return true;
        }
      }
    }
    return false;
  }
}
