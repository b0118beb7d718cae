package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.pairing.PairingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Real MNIST paired by digit with recordings of spoken digits. Of these there are few: in training
 * each is heard with another image again and again, until every image had a partner.
 */
public final class MnistSpokenReader implements Reader {
  /** Settings; see {@link PairedSettings}. */
  public record MnistSpokenSettings(
      String reader,
      SpokenSplit split,
      int samples,
      int testSamples,
      double validation,
      long seed,
      PairingSettings pairing) {
    PairedSettings paired() {
      return new PairedSettings(reader, samples, testSamples, validation, seed, pairing);
    }
  }

  @Override
  public String name() {
    return "mnist-spoken";
  }

  @Override
  public String summary() {
    return "MNIST paired with spoken digits as spectrograms 64x32 (FSDD)";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return MnistReader.found(roots).and(SpokenFiles.availability(roots));
  }

  @Override
  public Dataset read(ReaderContext context) {
    MnistSpokenSettings settings =
        context
            .settings()
            .read(
                MnistSpokenSettings.class,
                new MnistSpokenSettings(
                    name(), SpokenSplit.PUBLISHED, 0, 0, 0.05, 1, PairingSettings.FILLED));
    PairedSettings paired = settings.paired(); // checked before files are read
    SpokenFiles spoken =
        SpokenFiles.read(
            context.roots(), settings.split(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            "MNIST: " + MnistReader.LICENCE + "; spoken: " + SpokenFiles.LICENCE,
            MnistReader.CITATION + "; " + SpokenFiles.CITATION,
            DigitsReader.CLASSES,
            Map.of());
    return MnistReader.pairedWith(spoken.side(), spoken.checksums(), info, paired, context);
  }
}
