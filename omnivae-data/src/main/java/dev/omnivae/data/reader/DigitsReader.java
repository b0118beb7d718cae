package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.DigitDrawer;
import dev.omnivae.data.generate.HandwrittenDigits;
import dev.omnivae.data.generate.StreetDigits;
import dev.omnivae.data.pairing.PairingSettings;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Handwritten-like digits paired with street-sign-like ones, both drawn here. */
public final class DigitsReader implements Reader {
  static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static final List<DigitDrawer> DRAWERS =
      List.of(new HandwrittenDigits(), new StreetDigits());

  @Override
  public String name() {
    return "digits";
  }

  @Override
  public String summary() {
    return "handwritten-like grey 28x28 digits paired with street-like colour 32x32 digits, drawn";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public void make(ReaderContext context, Path folder) {
    PairedSettings settings = settings(context);
    for (DigitDrawer drawer : DRAWERS) {
      DrawnFiles.write(
          drawer,
          settings.seed(),
          settings.samples(),
          settings.testSamples(),
          folder.resolve(drawer.modality().name()));
    }
  }

  @Override
  public Dataset read(ReaderContext context) {
    return paired(this, DRAWERS, settings(context), context);
  }

  /** What these drawers draw, paired by digit. */
  static Dataset paired(
      Reader reader, List<DigitDrawer> drawers, PairedSettings settings, ReaderContext context) {
    Map<String, String> checksums = new HashMap<>();
    List<ImageDataset.Side> sides = new ArrayList<>();
    for (DigitDrawer drawer : drawers) {
      Drawn drawn =
          Drawn.of(
              drawer, context.cache(), settings.seed(), settings.samples(), settings.testSamples());
      sides.add(drawn.side());
      checksums.putAll(drawn.checksums());
    }
    DatasetInfo info =
        new DatasetInfo(
            reader.name(), reader.summary(), Drawn.LICENCE, Drawn.CITATION, CLASSES, checksums);
    return ImageDataset.paired(
        info, sides, settings.pairing(), settings.validation(), settings.seed(), context.seed());
  }

  private PairedSettings settings(ReaderContext context) {
    return context
        .settings()
        .read(
            PairedSettings.class,
            new PairedSettings(
                name(), Drawn.SAMPLES, Drawn.TEST_SAMPLES, 0.05, 1, PairingSettings.ONCE));
  }
}
