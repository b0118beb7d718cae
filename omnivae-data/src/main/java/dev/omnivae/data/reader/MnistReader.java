package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Handwritten digits, 60,000 and 10,000 grey images of 28x28. */
public final class MnistReader extends MnistLikeReader {
  static final String LICENCE = "CC-BY-SA-3.0 (as commonly stated; the authors' page names none)";
  static final String CITATION =
      "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition,"
          + " Proceedings of the IEEE 86(11), 1998";

  static final DatasetInfo INFO =
      new DatasetInfo(
          "mnist",
          "handwritten digits, grey 28x28 (MNIST)",
          LICENCE,
          CITATION,
          DigitsReader.CLASSES,
          Map.of());

  public MnistReader() {
    super(INFO, MnistFiles.MNIST);
  }

  static DataFiles files(List<Path> roots) {
    return files(INFO, roots);
  }

  /** Whether the files are there, for data sets that pair them with others. */
  static Availability found(List<Path> roots) {
    return files(roots).availability(MnistFiles.NAMES);
  }

  /**
   * MNIST paired by digit with other images.
   *
   * @param info of the pair, without checksums
   * @param checksums of the other images
   */
  static Dataset pairedWith(
      ImageDataset.Side other,
      Map<String, String> checksums,
      DatasetInfo info,
      PairedSettings settings,
      ReaderContext context) {
    MnistFiles mnist =
        MnistFiles.read(
            files(context.roots()), INFO.name(), settings.samples(), settings.testSamples());
    Map<String, String> all = new HashMap<>(mnist.checksums());
    all.putAll(checksums);
    return ImageDataset.paired(
        info.with(all),
        List.of(mnist.side(), other),
        settings.pairing(),
        settings.validation(),
        settings.seed(),
        context.seed());
  }
}
