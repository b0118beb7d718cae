package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.DigitDrawer;
import dev.omnivae.data.generate.StreetDigits;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.List;

/** Drawn street digits alone. */
public final class StreetReader implements Reader {
  private final DigitDrawer drawer = new StreetDigits();

  @Override
  public String name() {
    return "street";
  }

  @Override
  public String summary() {
    return "street-sign-like digits, colour 32x32, drawn";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public void make(ReaderContext context, Path folder) {
    SingleSettings settings = settings(context);
    DrawnFiles.write(drawer, settings.seed(), settings.samples(), settings.testSamples(), folder);
  }

  @Override
  public Dataset read(ReaderContext context) {
    SingleSettings settings = settings(context);
    Drawn street =
        Drawn.of(
            drawer, context.cache(), settings.seed(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            Drawn.LICENCE,
            Drawn.CITATION,
            DigitsReader.CLASSES,
            street.checksums());
    return ImageDataset.single(info, street.side(), settings.validation(), settings.seed());
  }

  private SingleSettings settings(ReaderContext context) {
    return context.settings().read(SingleSettings.class, SingleSettings.drawn(name()));
  }
}
