package dev.omnivae.data.generate;

import dev.omnivae.data.store.Images;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Drawn samples as they lie on disk.
 *
 * @param pixels (sample, channel, height, width)
 * @param labels one digit a sample
 * @param factors by factor, then by sample
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record Drawing(byte[] pixels, byte[] labels, float[][] factors) {
  public int samples() {
    return labels.length;
  }

  /**
   * Draws samples in parallel; sample i is the same whatever the number of samples or threads.
   * Every block of ten holds each digit once.
   *
   * @param stream keeps splits apart: "train", "test"
   */
  public static Drawing draw(DigitDrawer drawer, long seed, String stream, int samples) {
    int elements = Math.toIntExact(drawer.modality().elements());
    byte[] pixels = new byte[Math.multiplyExact(elements, samples)];
    byte[] labels = new byte[samples];
    float[][] factors = new float[drawer.factors().size()][samples];
    String own = drawer.modality().name() + "/" + stream;
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            i -> {
              int digit = label(seed, own, i);
              labels[i] = (byte) digit;
              float[] of = drawer.draw(digit, Dice.of(seed, own, i), pixels, i * elements);
              for (int f = 0; f < of.length; f++) {
                factors[f][i] = of[f];
              }
            });
    return new Drawing(pixels, labels, factors);
  }

  /** As images in memory, with the drawer's factors. */
  public Images images(DigitDrawer drawer) {
    int[] digits = new int[labels.length];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = labels[i];
    }
    Map<String, float[]> named = new LinkedHashMap<>();
    for (int f = 0; f < factors.length; f++) {
      named.put(drawer.factors().get(f), factors[f]);
    }
    return Images.of(drawer.modality(), pixels, digits, named);
  }

  private static int label(long seed, String stream, int sample) {
    Dice dice = Dice.of(seed, stream + "/labels", sample / 10);
    int[] digits = IntStream.range(0, 10).toArray();
    for (int i = 9; i > 0; i--) {
      int j = dice.below(i + 1);
      int swapped = digits[i];
      digits[i] = digits[j];
      digits[j] = swapped;
    }
    return digits[sample % 10];
  }
}
