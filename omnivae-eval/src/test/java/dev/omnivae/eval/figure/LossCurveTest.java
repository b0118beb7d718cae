package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.train.TrainingListener.Progress;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossCurveTest {
  private static final int LOSS = 0x0072B2;
  private static final int KL = 0xD55E00;

  private static LossCurve curve(double lastKl) {
    LossCurve curve = new LossCurve();
    curve.progress(point(1, 100, 0));
    curve.progress(point(2, 60, lastKl));
    return curve;
  }

  private static Progress point(double epoch, double loss, double kl) {
    return new Progress(
        "train", (long) (10 * epoch), 20, epoch, 1, 0, Map.of("loss", loss, "terms.kl", kl));
  }

  private static boolean shows(BufferedImage picture, int colour) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if ((picture.getRGB(x, y) & 0xFFFFFF) == colour) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void theKlIsDrawnWhereThereIsOne() {
    BufferedImage ofVae = curve(12).draw();
    BufferedImage ofAutoencoder = curve(0).draw();

    assertThat(shows(ofVae, LOSS)).isTrue();
    assertThat(shows(ofVae, KL)).isTrue();
    assertThat(shows(ofAutoencoder, LOSS)).isTrue();
    assertThat(shows(ofAutoencoder, KL)).isFalse();
  }

  @Test
  void theLastLossIsThatOfTheLastPoint() {
    assertThat(curve(12).last()).isEqualTo(60);
    assertThat(new LossCurve().last()).isNaN();
  }
}
