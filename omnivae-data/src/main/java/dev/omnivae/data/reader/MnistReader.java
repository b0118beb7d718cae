package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Download;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Handwritten digits, 60,000 and 10,000 grey images of 28x28. */
public final class MnistReader implements Reader {
  static final String LICENCE = "CC-BY-SA-3.0 (as commonly stated; the authors' page names none)";
  static final String CITATION =
      "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition,"
          + " Proceedings of the IEEE 86(11), 1998";

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public String summary() {
    return "handwritten digits, grey 28x28 (MNIST)";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return files(roots).availability(MnistFiles.NAMES);
  }

  @Override
  public Optional<Download> download() {
    return Optional.of(MnistFiles.MNIST);
  }

  static DataFiles files(List<Path> roots) {
    return DataFiles.of(
        "mnist",
        roots,
        "download it with 'omnivae data get mnist', or name its folder with --data");
  }

  @Override
  public Dataset read(ReaderContext context) {
    SingleSettings settings =
        context.settings().read(SingleSettings.class, SingleSettings.of(name()));
    MnistFiles mnist =
        MnistFiles.read(
            files(context.roots()), "mnist", settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(), summary(), LICENCE, CITATION, DigitsReader.CLASSES, mnist.checksums());
    return ImageDataset.single(info, mnist.side(), settings.validation(), settings.seed());
  }
}
