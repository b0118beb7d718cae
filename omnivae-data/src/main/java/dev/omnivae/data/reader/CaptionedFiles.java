package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images to be captioned, from the four files of MNIST and its like.
 *
 * @param checksums SHA-256 by file name
 */
record CaptionedFiles(Captioned.Side train, Captioned.Side test, Map<String, String> checksums) {
  /** What of every image is measured, by trait. */
  interface Measure {
    Map<String, float[]> of(byte[] pixels, int samples, int height, int width);
  }

  /**
   * Reads and measures them.
   *
   * @param measure what captions tell of
   */
  static CaptionedFiles read(DataFiles files, CaptionedSettings settings, Measure measure) {
    Map<String, String> checksums = new LinkedHashMap<>();
    return new CaptionedFiles(
        side(files, "train", settings.samples(), measure, checksums),
        side(files, "t10k", settings.testSamples(), measure, checksums),
        checksums);
  }

  private static Captioned.Side side(
      DataFiles files, String prefix, int limit, Measure measure, Map<String, String> checksums) {
    MnistFiles.Raw raw = MnistFiles.raw(files, prefix, limit, checksums);
    List<Integer> event = raw.shape().subList(1, raw.shape().size());
    if (!event.equals(List.of(Captioned.SIZE, Captioned.SIZE))) {
      throw InputException.of(
          prefix + " images", "grey 28x28", event, "take the files as they are published");
    }
    int samples = raw.labels().length;
    byte[] pixels = Arrays.copyOf(raw.pixels(), samples * Captioned.SIZE * Captioned.SIZE);
    return new Captioned.Side(
        pixels, raw.labels(), measure.of(pixels, samples, Captioned.SIZE, Captioned.SIZE));
  }
}
