package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.generate.DigitDrawer;
import dev.omnivae.data.generate.Drawing;
import dev.omnivae.data.generate.DrawingCache;
import dev.omnivae.data.store.ImageDataset;
import dev.omnivae.data.store.Images;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One side of a drawn data set.
 *
 * @param checksums SHA-256 of pixels and labels by split
 */
record Drawn(ImageDataset.Side side, Map<String, String> checksums) {
  static final int SAMPLES = 20_000;
  static final int TEST_SAMPLES = 5_000;
  static final String LICENCE = "Apache-2.0 (drawn by OmniVAE)";
  static final String CITATION = "Drawn by OmniVAE";

  static Drawn of(DigitDrawer drawer, Path cache, long seed, int samples, int testSamples) {
    Map<String, String> checksums = new LinkedHashMap<>();
    Images train = draw(drawer, cache, seed, "train", count("samples", samples), checksums);
    Images test = draw(drawer, cache, seed, "test", count("test_samples", testSamples), checksums);
    return new Drawn(new ImageDataset.Side(train, test), checksums);
  }

  private static Images draw(
      DigitDrawer drawer,
      Path cache,
      long seed,
      String split,
      int samples,
      Map<String, String> checksums) {
    Drawing drawing = new DrawingCache(cache).get(drawer, seed, split, samples);
    checksums.put(
        drawer.modality().name() + "-" + split, Checksums.of(drawing.pixels(), drawing.labels()));
    return drawing.images(drawer);
  }

  static int count(String key, int samples) {
    if (samples < 10) {
      throw InputException.of(
          "data." + key,
          "at least 10 where samples are drawn (one of each digit)",
          samples,
          "write " + key + ": " + SAMPLES);
    }
    return samples;
  }
}
