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

/** MNIST paired with SVHN by digit, as published: 1,682,040 pairs an epoch without validation. */
public final class MnistSvhnReader implements Reader {
  @Override
  public String name() {
    return "mnist-svhn";
  }

  @Override
  public String summary() {
    return "MNIST paired with SVHN by digit, as published";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return MnistReader.found(roots).and(SvhnFiles.files(roots).availability(SvhnFiles.NAMES));
  }

  @Override
  public Dataset read(ReaderContext context) {
    PairedSettings settings =
        context
            .settings()
            .read(
                PairedSettings.class,
                new PairedSettings(name(), 0, 0, 0.05, 1, PairingSettings.PUBLISHED));
    SvhnFiles svhn = SvhnFiles.read(context.roots(), settings.samples(), settings.testSamples());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary(),
            "MNIST: " + MnistReader.LICENCE + "; SVHN: " + SvhnFiles.LICENCE,
            MnistReader.CITATION + "; " + SvhnFiles.CITATION,
            DigitsReader.CLASSES,
            Map.of());
    return MnistReader.pairedWith(svhn.side(), svhn.checksums(), info, settings, context);
  }
}
