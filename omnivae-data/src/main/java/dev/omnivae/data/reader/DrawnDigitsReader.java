package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.DigitDrawer;
import dev.omnivae.data.generate.HandwrittenDigits;
import dev.omnivae.data.generate.StreetDigits;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.List;

/** Drawn digits of one kind alone. */
public abstract class DrawnDigitsReader implements Reader {
  private final DigitDrawer drawer;
  private final String summary;

  private DrawnDigitsReader(DigitDrawer drawer, String summary) {
    this.drawer = drawer;
    this.summary = summary;
  }

  /** {@code handwritten}. */
  public static final class Handwritten extends DrawnDigitsReader {
    public Handwritten() {
      super(new HandwrittenDigits(), "handwritten-like digits, grey 28x28, drawn");
    }
  }

  /** {@code street}. */
  public static final class Street extends DrawnDigitsReader {
    public Street() {
      super(new StreetDigits(), "street-sign-like digits, colour 32x32, drawn");
    }
  }

  @Override
  public String name() {
    return drawer.modality().name();
  }

  @Override
  public String summary() {
    return summary;
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
    Drawn drawn =
        Drawn.of(
            drawer, context.cache(), settings.seed(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            Drawn.LICENCE,
            Drawn.CITATION,
            DigitsReader.CLASSES,
            drawn.checksums());
    return ImageDataset.single(info, drawn.side(), settings.validation(), settings.seed());
  }

  private SingleSettings settings(ReaderContext context) {
    return context.settings().read(SingleSettings.class, SingleSettings.drawn(name()));
  }
}
