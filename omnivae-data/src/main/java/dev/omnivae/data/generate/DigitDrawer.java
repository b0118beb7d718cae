package dev.omnivae.data.generate;

import dev.omnivae.core.batch.Modality;
import java.util.List;

/**
 * Draws one digit into a row of a set of images. Stateless, so that samples are drawn in parallel.
 */
public interface DigitDrawer {
  /** Name and shape of what is drawn. */
  Modality modality();

  /** Raised with every change of the pixels: part of the cache key. */
  int version();

  /** Names of the true factors, in the order {@link #draw} gives them. */
  List<String> factors();

  /**
   * Draws one sample.
   *
   * @param digit 0 to 9
   * @param dice the sample's own
   * @param pixels of all samples, (sample, channel, height, width)
   * @param offset of this sample's first pixel
   * @return the true factors, in the order of {@link #factors()}
   */
  float[] draw(int digit, Dice dice, byte[] pixels, int offset);
}
