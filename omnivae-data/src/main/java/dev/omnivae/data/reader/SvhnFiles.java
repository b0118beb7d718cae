package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.format.SvhnMat;
import dev.omnivae.data.store.ImageDataset;
import dev.omnivae.data.store.Images;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The two files in which the cropped digits of SVHN are published.
 *
 * @param side their images
 * @param checksums SHA-256 by file name
 */
record SvhnFiles(ImageDataset.Side side, Map<String, String> checksums) {
  static final List<String> NAMES = List.of("train_32x32.mat", "test_32x32.mat");
  static final String LICENCE = "non-commercial use only (ufldl.stanford.edu/housenumbers)";
  static final String CITATION =
      "Netzer, Wang, Coates, Bissacco, Wu, Ng: Reading digits in natural images with unsupervised"
          + " feature learning, NIPS workshop 2011";
  static final String HOW_TO_GET =
      "its licence (non-commercial) leaves the download to you: put train_32x32.mat and"
          + " test_32x32.mat of http://ufldl.stanford.edu/housenumbers/ into a folder svhn and name"
          + " the folder above it with --data";

  static DataFiles files(List<Path> roots) {
    return DataFiles.of("svhn", roots, HOW_TO_GET);
  }

  /** Reads both files; the first samples of each, 0 for all. */
  static SvhnFiles read(List<Path> roots, int samples, int testSamples) {
    DataFiles files = files(roots);
    Path trainFile = files.get(NAMES.get(0));
    Path testFile = files.get(NAMES.get(1));
    Map<String, String> checksums = new LinkedHashMap<>();
    checksums.put(NAMES.get(0), Checksums.of(trainFile));
    checksums.put(NAMES.get(1), Checksums.of(testFile));
    return new SvhnFiles(
        new ImageDataset.Side(images(trainFile, samples), images(testFile, testSamples)),
        checksums);
  }

  private static Images images(Path file, int limit) {
    SvhnMat mat = SvhnMat.read(file, limit);
    return Images.of(
        Modality.image("svhn", 3, SvhnMat.SIZE, SvhnMat.SIZE), mat.pixels(), mat.labels());
  }
}
