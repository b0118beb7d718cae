package dev.omnivae.data.reader;

import dev.omnivae.data.DatasetInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Pictures of clothes in the format of MNIST. */
public final class FashionMnistReader extends MnistLikeReader {
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

  static final DatasetInfo INFO =
      new DatasetInfo(
          "fashion-mnist",
          "pictures of clothes, grey 28x28 (Fashion-MNIST)",
          "MIT",
          "Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine"
              + " learning algorithms, arXiv:1708.07747, 2017",
          CLASSES,
          Map.of());

  public FashionMnistReader() {
    super(INFO, MnistFiles.FASHION_MNIST);
  }

  static DataFiles files(List<Path> roots) {
    return files(INFO, roots);
  }
}
