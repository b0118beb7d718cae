package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChartsTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  void barsThatAreNotFiniteAreGapsBesideTheOthers(@TempDir Path folder) throws IOException {
    Map<String, double[]> gaps = new LinkedHashMap<>();
    gaps.put("a", new double[] {1, INFINITE, 2});
    gaps.put("b", new double[] {Double.NaN, 1, 3});
    Map<String, double[]> whole = new LinkedHashMap<>();
    whole.put("a", new double[] {1, 3, 2});
    whole.put("b", new double[] {3, 1, 3});

    Charts.bars("KL", "dimension", "nats", gaps).write(folder.resolve("gaps.png"));
    Charts.bars("KL", "dimension", "nats", whole).write(folder.resolve("whole.png"));

    int drawn = ink(folder.resolve("gaps.png"));
    assertThat(drawn).isPositive().isLessThan(ink(folder.resolve("whole.png")));
  }

  @Test
  void linesBreakWhereAValueIsNotFinite(@TempDir Path folder) throws IOException {
    List<Double> x = List.of(0.0, 1.0, 2.0, 3.0);
    Map<String, Charts.Line> broken =
        Map.of("a", new Charts.Line(x, List.of(1.0, 2.0, INFINITE, 1.0)));
    Map<String, Charts.Line> whole = Map.of("a", new Charts.Line(x, List.of(1.0, 2.0, 1.5, 1.0)));

    Charts.lines("loss", "step", "nats", broken).write(folder.resolve("broken.png"));
    Charts.lines("loss", "step", "nats", whole).write(folder.resolve("whole.png"));

    int drawn = ink(folder.resolve("broken.png"));
    assertThat(drawn).isPositive().isLessThan(ink(folder.resolve("whole.png")));
  }

  /** Pixels of the first two series' colours. */
  private static int ink(Path path) throws IOException {
    BufferedImage image = ImageIO.read(path.toFile());
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y) & 0xFFFFFF;
        count += rgb == 0x0072B2 || rgb == 0xD55E00 ? 1 : 0;
      }
    }
    return count;
  }
}
