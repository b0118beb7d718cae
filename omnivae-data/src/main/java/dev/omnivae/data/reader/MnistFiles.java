package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Download;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.format.Idx;
import dev.omnivae.data.store.ImageDataset;
import dev.omnivae.data.store.Images;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The four files in which MNIST, Fashion-MNIST and their like are published.
 *
 * @param side their images
 * @param checksums SHA-256 by file name
 */
record MnistFiles(ImageDataset.Side side, Map<String, String> checksums) {
  static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte.gz",
          "t10k-images-idx3-ubyte.gz",
          "t10k-labels-idx1-ubyte.gz");

  static final Download MNIST =
      download(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  static final Download FASHION_MNIST =
      download(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
          "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
          "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
          "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

  private static Download download(String base, String... sha256) {
    return new Download(
        base,
        IntStream.range(0, sha256.length)
            .mapToObj(i -> new Download.RemoteFile(NAMES.get(i), sha256[i]))
            .toList());
  }

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

  /**
   * Images and labels of a split as they lie in the files.
   *
   * @param prefix of the files: train or t10k
   * @param samples 0 for all; the first ones are taken
   */
  static Raw raw(DataFiles files, String prefix, int samples, Map<String, String> checksums) {
    Path imageFile =
        file(files, checksums, prefix + "-images-idx3-ubyte", prefix + "-images-idx4-ubyte");
    Path labelFile = file(files, checksums, prefix + "-labels-idx1-ubyte");
    Idx.Array images = Idx.read(imageFile, 3, 4);
    Idx.Array labels = Idx.read(labelFile, 1);
    if (images.samples() != labels.samples()) {
      throw InputException.of(
          labelFile.toString(),
          "one label for each of the %d images of %s".formatted(images.samples(), imageFile),
          labels.samples() + " labels",
          "take both files from one source");
    }
    int count = samples == 0 ? images.samples() : Math.min(samples, images.samples());
    int[] digits = new int[count];
    for (int i = 0; i < count; i++) {
      digits[i] = label(labelFile, i, labels.bytes()[i] & 0xff);
    }
    return new Raw(images.shape(), images.bytes(), digits);
  }

  /** As {@link MnistFiles}, one split before it is kept. */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  record Raw(List<Integer> shape, byte[] pixels, int[] labels) {}

  private static Images split(
      DataFiles files, String modality, String prefix, int limit, Map<String, String> checksums) {
    Raw raw = raw(files, prefix, limit, checksums);
    Modality of = shape(modality, raw.shape());
    return Images.of(
        of,
        Arrays.copyOf(raw.pixels(), Math.toIntExact(raw.labels().length * of.elements())),
        raw.labels());
  }

  /** (sample, height, width) or (sample, channel, height, width). */
  private static Modality shape(String modality, List<Integer> shape) {
    int last = shape.size() - 1;
    return Modality.image(
        modality, last == 3 ? shape.get(1) : 1, shape.get(last - 1), shape.get(last));
  }

  private static int label(Path file, int sample, int label) {
    if (label > 9) {
      throw InputException.of(
          file.toString(), "labels 0 to 9", label + " at sample " + sample, "download it again");
    }
    return label;
  }

  private static Path file(DataFiles files, Map<String, String> checksums, String... names) {
    List<String> candidates = new ArrayList<>();
    for (String name : names) {
      candidates.add(name + ".gz");
      candidates.add(name);
      candidates.add(name.replace("-idx", ".idx"));
    }
    Path file = files.get(candidates.toArray(String[]::new));
    checksums.put(String.valueOf(file.getFileName()), Checksums.of(file));
    return file;
  }
}
