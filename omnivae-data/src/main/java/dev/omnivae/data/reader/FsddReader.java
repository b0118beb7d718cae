package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.List;

/**
 * Recordings of spoken digits, the Free Spoken Digit Dataset or the user's own, as spectrograms.
 */
public final class FsddReader implements Reader {
  /** Settings; see {@link SingleSettings}. */
  public record FsddSettings(
      String reader,
      SpokenSplit split,
      int samples,
      int testSamples,
      double validation,
      long seed) {
    public FsddSettings {
      SingleSettings.atLeast("samples", samples, 0);
      SingleSettings.atLeast("test_samples", testSamples, 0);
      SingleSettings.fraction(validation);
    }
  }

  @Override
  public String name() {
    return SpokenFiles.DATASET;
  }

  @Override
  public String summary() {
    return "spoken digits as spectrograms 64x32 (Free Spoken Digit Dataset)";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return SpokenFiles.availability(roots);
  }

  @Override
  public Dataset read(ReaderContext context) {
    FsddSettings settings =
        context
            .settings()
            .read(
                FsddSettings.class, new FsddSettings(name(), SpokenSplit.PUBLISHED, 0, 0, 0.05, 1));
    SpokenFiles read =
        SpokenFiles.read(
            context.roots(), settings.split(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary() + ", speakers " + String.join(", ", read.speakers()),
            SpokenFiles.LICENCE,
            SpokenFiles.CITATION,
            DigitsReader.CLASSES,
            read.checksums());
    return ImageDataset.single(info, read.side(), settings.validation(), settings.seed());
  }
}
