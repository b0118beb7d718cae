package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.DigitDrawer;
import dev.omnivae.data.generate.HandwrittenDigits;
import dev.omnivae.data.generate.SpokenDigits;
import dev.omnivae.data.pairing.PairingSettings;
import java.nio.file.Path;
import java.util.List;

/** Handwritten-like digits paired with spoken-like ones, both made here. */
public final class DigitsSpokenReader implements Reader {
  private static final List<DigitDrawer> DRAWERS =
      List.of(new HandwrittenDigits(), new SpokenDigits());
  private static final int SAMPLES = 6_000;
  private static final int TEST_SAMPLES = 1_000;

  @Override
  public String name() {
    return "digits-spoken";
  }

  @Override
  public String summary() {
    return "handwritten-like grey 28x28 digits paired with spoken-like ones as spectrograms, made";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public Dataset read(ReaderContext context) {
    PairedSettings settings =
        context
            .settings()
            .read(
                PairedSettings.class,
                new PairedSettings(name(), SAMPLES, TEST_SAMPLES, 0.05, 1, PairingSettings.ONCE));
    return DigitsReader.paired(this, DRAWERS, settings, context);
  }
}
