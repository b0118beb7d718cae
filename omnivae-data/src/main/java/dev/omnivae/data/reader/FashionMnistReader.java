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

/** Pictures of clothes in the format of MNIST. */
public final class FashionMnistReader implements Reader {
  private static final List<String> CLASSES =
      List.of(
          "T-shirt",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  @Override
  public String name() {
    return "fashion-mnist";
  }

  @Override
  public String summary() {
    return "pictures of clothes, grey 28x28 (Fashion-MNIST)";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return files(roots).availability(MnistFiles.NAMES);
  }

  @Override
  public Optional<Download> download() {
    return Optional.of(MnistFiles.FASHION_MNIST);
  }

  private DataFiles files(List<Path> roots) {
    return DataFiles.of(
        name(),
        roots,
        "download it with 'omnivae data get fashion-mnist', or name its folder with --data");
  }

  @Override
  public Dataset read(ReaderContext context) {
    SingleSettings settings =
        context.settings().read(SingleSettings.class, SingleSettings.of(name()));
    MnistFiles fashion =
        MnistFiles.read(files(context.roots()), name(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            "MIT",
            "Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine"
                + " learning algorithms, arXiv:1708.07747, 2017",
            CLASSES,
            fashion.checksums());
    return ImageDataset.single(info, fashion.side(), settings.validation(), settings.seed());
  }
}
