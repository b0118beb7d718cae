package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.eval.latent.Colouring;
import dev.omnivae.eval.projection.Points;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MapPictureTest {
  private static final Points CORNERS = new Points(new float[] {0, 0, 4, 0, 0, 4, 4, 4}, 2);
  private static final Colouring CLASSES =
      new Colouring.Classes("label", List.of("a", "b"), new int[] {0, 1, 1, -1});

  private static MapPicture picture(Colouring colouring) {
    return new MapPicture("a map", CORNERS, colouring).note("a note");
  }

  private static Set<Integer> colours(BufferedImage image, int fromX) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = fromX; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
    return colours;
  }

  @Test
  void theLegendShowsEveryClassAndWhatIsNotKnown() {
    BufferedImage drawn = picture(CLASSES).draw();

    assertThat(drawn.getWidth()).isEqualTo(900);
    assertThat(colours(drawn, 700))
        .contains(
            Palette.of(0).getRGB() & 0xFFFFFF,
            Palette.of(1).getRGB() & 0xFFFFFF,
            Palette.UNKNOWN.getRGB() & 0xFFFFFF);
  }

  @Test
  void aScaleHasABarFromEndToEnd() {
    Colouring scale = new Colouring.Scale("slant", new float[] {0, 1, 2, Float.NaN});

    assertThat(colours(picture(scale).draw(), 700))
        .contains(
            Palette.of(0.0).getRGB() & 0xFFFFFF,
            Palette.of(1.0).getRGB() & 0xFFFFFF,
            Palette.UNKNOWN.getRGB() & 0xFFFFFF);
  }

  @Test
  void priorLinesAndShapesChangeThePicture() {
    BufferedImage plain = picture(CLASSES).draw();

    assertThat(different(plain, picture(CLASSES).prior(CORNERS).draw())).isPositive();
    assertThat(different(plain, picture(CLASSES).lines(List.of(new int[] {0, 3})).draw()))
        .isPositive();
    assertThat(
            different(
                plain, picture(CLASSES).views(List.of("x", "y"), new int[] {0, 1, 0, 1}).draw()))
        .isPositive();
    assertThat(different(plain, picture(CLASSES).draw())).isZero();
  }

  @Test
  void aScaleLeavesOutTheRarestOfItsEnds() {
    float[] values = new float[301];
    for (int i = 0; i < 300; i++) {
      values[i] = i;
    }
    values[300] = 1e9f;

    assertThat(Scatter.range(values)).containsExactly(3, 297);
  }

  private static long different(BufferedImage a, BufferedImage b) {
    int[] first = a.getRGB(0, 0, a.getWidth(), a.getHeight(), null, 0, a.getWidth());
    int[] second = b.getRGB(0, 0, a.getWidth(), a.getHeight(), null, 0, a.getWidth());
    return Arrays.equals(first, second) ? 0 : 1;
  }
}
