package dev.omnivae.data.reader;

import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.HandwrittenDigits;
import dev.omnivae.data.generate.StreetDigits;
import dev.omnivae.data.pairing.PairingSettings;
import dev.omnivae.data.store.ImageDataset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Handwritten-like digits paired with street-sign-like ones, both drawn here. */
public final class DigitsReader implements Reader {
  static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @Override
  public String name() {
    return "digits";
  }

  @Override
  public String summary() {
    return "handwritten-like grey 28x28 digits paired with street-like colour 32x32 digits, drawn";
  }

  @Override
  public Dataset read(ReaderContext context) {
    PairedSettings settings =
        context
            .settings()
            .read(
                PairedSettings.class,
                new PairedSettings(
                    name(), Drawn.SAMPLES, Drawn.TEST_SAMPLES, 0.05, 1, PairingSettings.ONCE));
    Drawn handwritten = drawn(new HandwrittenDigits(), context, settings);
    Drawn street = drawn(new StreetDigits(), context, settings);
    Map<String, String> checksums = new HashMap<>(handwritten.checksums());
    checksums.putAll(street.checksums());
    DatasetInfo info =
        new DatasetInfo(name(), summary(), Drawn.LICENCE, Drawn.CITATION, CLASSES, checksums);
    return ImageDataset.paired(
        info,
        List.of(handwritten.side(), street.side()),
        settings.pairing(),
        settings.validation(),
        settings.seed(),
        context.seed());
  }

  private static Drawn drawn(
      dev.omnivae.data.generate.DigitDrawer drawer,
      ReaderContext context,
      PairedSettings settings) {
    return Drawn.of(
        drawer, context.cache(), settings.seed(), settings.samples(), settings.testSamples());
  }
}
