package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.latent.LatentSpace;
import dev.omnivae.eval.projection.Points;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FilmPictureTest {
  private static final int RED = 0xD00000;
  private static final Points MAP = new Points(new float[] {0, 0, 4, 0, 0, 4, 4, 4}, 2);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static FilmPicture film() {
    return new FilmPicture(
        "a film",
        MAP,
        "a plane",
        new Colouring.Classes("label", List.of("a", "b"), new int[] {0, 0, 1, 1}),
        MAP,
        List.of(new FilmPicture.Stop("there", 3)));
  }

  /** The middle of what is red. */
  private static double[] point(BufferedImage frame) {
    double[] sum = new double[3];
    for (int y = 0; y < frame.getHeight(); y++) {
      for (int x = 0; x < frame.getWidth(); x++) {
        if ((frame.getRGB(x, y) & 0xFFFFFF) == RED) {
          sum[0] += x;
          sum[1] += y;
          sum[2]++;
        }
      }
    }
    assertThat(sum[2]).isGreaterThan(50);
    return new double[] {sum[0] / sum[2], sum[1] / sum[2]};
  }

  @Test
  void thePointMovesOverTheMap() {
    List<Panel> none = List.of(new Panel("text", null, "words"));

    double[] lowLeft = point(film().draw(none, 0, ""));
    double[] lowRight = point(film().draw(none, 1, ""));
    double[] highRight = point(film().draw(none, 3, ""));

    assertThat(lowRight[0]).isGreaterThan(lowLeft[0] + 300);
    assertThat(lowRight[1]).isCloseTo(lowLeft[1], org.assertj.core.data.Offset.offset(1.0));
    assertThat(highRight[1]).isLessThan(lowRight[1] - 300);
  }

  @Test
  void theScreenShowsWhatIsDecodedAtEachPoint() {
    LatentSpace space =
        LatentSpace.of(
            Tiny.evaluation(
                new EchoModel(Tiny.MODALITIES, Map.of()),
                Tiny.pairs(true, 0, 1, 1, 0),
                new ArrayList<>()),
            100);
    Screen screen = new Screen(space);

    List<List<Panel>> panels = screen.panels(new Points(new float[] {0, 0.2f, 1}, 1));

    assertThat(panels).hasSize(3);
    assertThat(panels.get(1)).extracting(Panel::modality).containsExactly("small", "large");
    BufferedImage grey = Objects.requireNonNull(panels.get(1).get(1).picture());
    assertThat(grey.getWidth()).isEqualTo(3);
    assertThat(grey.getRGB(2, 2) & 0xFF).isEqualTo(51); // 0.2 of 255
    assertThat(screen.seen(Tiny.MODALITIES.get(0), new long[] {1, 0}).get(0).getRGB(0, 0) & 0xFF)
        .isEqualTo(255);
    BufferedImage frame = film().draw(panels.get(1), 0, "a caption");
    // the enlarged picture is on the left
    assertThat(count(frame, 0x333333, 330)).isGreaterThan(5_000);
  }

  private static long count(BufferedImage frame, int colour, int toX) {
    long count = 0;
    for (int y = 0; y < frame.getHeight(); y++) {
      for (int x = 0; x < toX; x++) {
        count += (frame.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
