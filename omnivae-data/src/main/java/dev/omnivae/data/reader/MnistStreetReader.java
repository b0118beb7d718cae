package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.StreetDigits;
import dev.omnivae.data.pairing.PairingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Real MNIST paired with drawn street digits: MNIST-SVHN for a machine without SVHN. */
public final class MnistStreetReader implements Reader {
  private static final int STREET_SAMPLES = 60_000;
  private static final int STREET_TEST_SAMPLES = 10_000;

  @Override
  public String name() {
    return "mnist-street";
  }

  @Override
  public String summary() {
    return "MNIST paired with drawn street-like colour 32x32 digits";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return MnistReader.found(roots);
  }

  @Override
  public Dataset read(ReaderContext context) {
    PairedSettings settings =
        context
            .settings()
            .read(
                PairedSettings.class,
                new PairedSettings(
                    name(), STREET_SAMPLES, STREET_TEST_SAMPLES, 0.05, 1, PairingSettings.ONCE));
    Drawn street =
        Drawn.of(
            new StreetDigits(),
            context.cache(),
            settings.seed(),
            settings.samples(),
            settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            "MNIST: " + MnistReader.LICENCE + "; street: " + Drawn.LICENCE,
            MnistReader.CITATION,
            DigitsReader.CLASSES,
            Map.of());
    return MnistReader.pairedWith(street.side(), street.checksums(), info, settings, context);
  }
}
