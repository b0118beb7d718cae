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

/** Labelled images published for download in the four files of MNIST: one modality. */
abstract class MnistLikeReader implements Reader {
  private final DatasetInfo info;
  private final Download download;

  /**
   * A reader.
   *
   * @param info whose name is the reader's, its folder's and its modality's
   */
  MnistLikeReader(DatasetInfo info, Download download) {
    this.info = info;
    this.download = download;
  }

  @Override
  public final String name() {
    return info.name();
  }

  @Override
  public final String summary() {
    return info.description();
  }

  @Override
  public final Availability availability(List<Path> roots) {
    return files(info, roots).availability(MnistFiles.NAMES);
  }

  @Override
  public final Optional<Download> download() {
    return Optional.of(download);
  }

  /** Where the files of such a data set are looked for. */
  static DataFiles files(DatasetInfo info, List<Path> roots) {
    return DataFiles.of(
        info.name(),
        roots,
        "download it with 'omnivae data get %s', or name its folder with --data"
            .formatted(info.name()));
  }

  @Override
  public final Dataset read(ReaderContext context) {
    SingleSettings settings =
        context.settings().read(SingleSettings.class, SingleSettings.of(name()));
    MnistFiles read =
        MnistFiles.read(
            files(info, context.roots()), name(), settings.samples(), settings.testSamples());
    return ImageDataset.single(
        info.with(read.checksums()), read.side(), settings.validation(), settings.seed());
  }
}
