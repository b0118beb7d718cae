package dev.omnivae.eval.figure;

import dev.omnivae.core.engine.Tensors;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** From tensors to pictures. */
final class Pixels {
  private Pixels() {}

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

  /**
   * One picture per row of numbers, a grey cell each in a near-square grid: three deviations below
   * the mean are black, three above white.
   *
   * @param batch {@code (batch, width)}, standardised
   */
  static List<BufferedImage> cells(Tensor batch) {
    int width = Math.toIntExact(batch.size(1));
    int columns = (int) Math.ceil(Math.sqrt(width));
    int lines = (width + columns - 1) / columns;
    float[] values = Tensors.floats(batch);
    List<BufferedImage> images = new ArrayList<>();
    for (int from = 0; from < values.length; from += width) {
      BufferedImage image = new BufferedImage(columns, lines, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < width; i++) {
        image.setRGB(i % columns, i / columns, level(0.5f + values[from + i] / 6) * 0x010101);
      }
      images.add(image);
    }
    return images;
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }
}
