package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.format.Idx;
import dev.omnivae.data.store.ImageDataset;
import dev.omnivae.data.store.Images;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The four files in which MNIST, Fashion-MNIST and their like are published.
 *
 * @param side their images
 * @param checksums SHA-256 by file name
 */
record MnistFiles(ImageDataset.Side side, Map<String, String> checksums) {
  /**
   * Reads the four files.
   *
   * @param samples of training, 0 for all; the first ones are taken
   */
  static MnistFiles read(DataFiles files, String modality, int samples, int testSamples) {
    Map<String, String> checksums = new LinkedHashMap<>();
    Images train = split(files, modality, "train", samples, checksums);
    Images test = split(files, modality, "t10k", testSamples, checksums);
    return new MnistFiles(new ImageDataset.Side(train, test), checksums);
  }

  private static Images split(
      DataFiles files, String modality, String prefix, int limit, Map<String, String> checksums) {
    Path imageFile = file(files, prefix + "-images-idx3-ubyte", checksums);
    Path labelFile = file(files, prefix + "-labels-idx1-ubyte", checksums);
    Idx.Array images = Idx.read(imageFile, 3);
    Idx.Array labels = Idx.read(labelFile, 1);
    if (images.samples() != labels.samples()) {
      throw InputException.of(
          labelFile.toString(),
          "one label for each of the %d images of %s".formatted(images.samples(), imageFile),
          labels.samples() + " labels",
          "take both files from one source");
    }
    int height = images.shape().get(1);
    int width = images.shape().get(2);
    int count = limit == 0 ? images.samples() : Math.min(limit, images.samples());
    int[] digits = new int[count];
    for (int i = 0; i < count; i++) {
      digits[i] = label(labelFile, i, labels.bytes()[i] & 0xff);
    }
    return Images.of(
        Modality.image(modality, 1, height, width),
        Arrays.copyOf(images.bytes(), count * height * width),
        digits);
  }

  private static int label(Path file, int sample, int label) {
    if (label > 9) {
      throw InputException.of(
          file.toString(), "labels 0 to 9", label + " at sample " + sample, "download it again");
    }
    return label;
  }

  private static Path file(DataFiles files, String name, Map<String, String> checksums) {
    Path file = files.get(name + ".gz", name, name.replace("-idx", ".idx"));
    checksums.put(String.valueOf(file.getFileName()), Checksums.of(file));
    return file;
  }
}
