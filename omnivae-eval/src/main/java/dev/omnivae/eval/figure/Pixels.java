package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Tensors;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** From tensors to pictures. */
final class Pixels {
  private Pixels() {}

  /** Whether observations of a modality can be shown as a picture. */
  static boolean drawable(Modality modality) {
    return modality.kind() == Modality.Kind.IMAGE || modality.kind() == Modality.Kind.AUDIO;
  }

  /**
   * One picture per row of a batch, values clamped to [0, 1].
   *
   * @param batch {@code (batch, channel, height, width)}; three channels are colour, of others the
   *     first is shown as grey
   */
  static List<BufferedImage> of(Tensor batch) {
    int count = Math.toIntExact(batch.size(0));
    int channels = Math.toIntExact(batch.size(1));
    int height = Math.toIntExact(batch.size(2));
    int width = Math.toIntExact(batch.size(3));
    float[] values = Tensors.floats(batch);
    List<BufferedImage> images = new ArrayList<>();
    int plane = height * width;
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < plane; p++) {
        int at = i * channels * plane + p;
        int red = level(values[at]);
        int green = channels == 3 ? level(values[at + plane]) : red;
        int blue = channels == 3 ? level(values[at + 2 * plane]) : red;
        image.setRGB(p % width, p / width, red << 16 | green << 8 | blue);
      }
      images.add(image);
    }
    return images;
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }
}
