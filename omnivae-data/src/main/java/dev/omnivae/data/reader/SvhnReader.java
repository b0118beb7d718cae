package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.List;

/** House numbers photographed: the cropped digits of SVHN, colour 32x32. */
public final class SvhnReader implements Reader {
  @Override
  public String name() {
    return "svhn";
  }

  @Override
  public String summary() {
    return "house numbers in photographs, cropped digits, colour 32x32 (SVHN)";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return SvhnFiles.files(roots).availability(SvhnFiles.NAMES);
  }

  @Override
  public Dataset read(ReaderContext context) {
    SingleSettings settings =
        context.settings().read(SingleSettings.class, SingleSettings.of(name()));
    SvhnFiles svhn = SvhnFiles.read(context.roots(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            SvhnFiles.LICENCE,
            SvhnFiles.CITATION,
            DigitsReader.CLASSES,
            svhn.checksums());
    return ImageDataset.single(info, svhn.side(), settings.validation(), settings.seed());
  }
}
