package dev.omnivae.app.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.figure.Lettering;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class MosaicTest {
  private static final Modality BLACK = Modality.image("shape", 1, 4, 2);
  private static final List<float[]> ONE = List.of(new float[8]);

  @Test
  void aboveEveryPanelStandsWhatItShowsAndNoLabelReachesTheNextPanel() throws IOException {
    Assumptions.assumeTrue(Lettering.available(), "no fonts on this machine");
    String label = "given a name longer than its panel";
    Mosaic mosaic = new Mosaic();
    mosaic.add(label, BLACK, ONE);
    mosaic.add("shape", BLACK, ONE);

    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(mosaic.png()));

    int line = Lettering.height(Lettering.SMALL);
    int second = 12 + Lettering.width(label, Lettering.SMALL) + 12; // margins of 12
    assertThat(dark(picture, 12, second - 12, 12, 12 + line)).isPositive();
    assertThat(dark(picture, second - 12, second, 12, 12 + line)).isZero();
    assertThat(dark(picture, second, picture.getWidth(), 12, 12 + line)).isPositive();
    // both images, twice enlarged, below the line
    assertThat(dark(picture, 0, picture.getWidth(), 12 + line, picture.getHeight()))
        .isGreaterThanOrEqualTo(2 * 8 * 4);
  }

  private static int dark(BufferedImage picture, int left, int right, int top, int bottom) {
    int count = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        count += (picture.getRGB(x, y) & 0xFF) < 0x80 ? 1 : 0;
      }
    }
    return count;
  }
}
