package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.pairing.PairingSettings;
import dev.omnivae.data.store.ImageDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Any images in the format of MNIST: a folder a modality, four files in each; several are paired by
 * label. What {@code omnivae data make} writes.
 */
public final class IdxReader implements Reader {
  /**
   * Settings; see {@link PairedSettings} for the rest.
   *
   * @param folder of the data set, below a data folder
   * @param modalities names of the folders inside, in order
   */
  public record IdxSettings(
      String reader,
      String folder,
      List<String> modalities,
      int samples,
      int testSamples,
      double validation,
      long seed,
      PairingSettings pairing) {
    public IdxSettings {
      modalities = List.copyOf(modalities);
      if (modalities.isEmpty()) {
        throw InputException.of(
            "modalities",
            "the names of at least one folder",
            "none",
            "write modalities: [handwritten, street]");
      }
      SingleSettings.atLeast("samples", samples, 0);
      SingleSettings.atLeast("test_samples", testSamples, 0);
      SingleSettings.fraction(validation);
    }
  }

  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String summary() {
    return "your own images as IDX files, a folder a modality, paired by label";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.found("names its folder in the recipe");
  }

  @Override
  public Dataset read(ReaderContext context) {
    IdxSettings settings =
        context
            .settings()
            .read(
                IdxSettings.class,
                new IdxSettings(
                    name(),
                    "digits",
                    List.of("handwritten", "street"),
                    0,
                    0,
                    0.05,
                    1,
                    PairingSettings.ONCE));
    List<ImageDataset.Side> sides = new ArrayList<>();
    Map<String, String> checksums = new HashMap<>();
    for (String modality : settings.modalities()) {
      DataFiles files =
          DataFiles.of(
              settings.folder(),
              modality,
              context.roots(),
              "name the folder above %s with --data, or make it with 'omnivae data make digits'"
                  .formatted(settings.folder()));
      MnistFiles read =
          MnistFiles.read(files, modality, settings.samples(), settings.testSamples());
      sides.add(read.side());
      read.checksums().forEach((file, sum) -> checksums.put(modality + "/" + file, sum));
    }
    DatasetInfo info =
        new DatasetInfo(
            settings.folder(),
            "images of folder " + settings.folder(),
            "as its owner says",
            "none",
            DigitsReader.CLASSES,
            checksums);
    if (sides.size() == 1) {
      return ImageDataset.single(info, sides.get(0), settings.validation(), settings.seed());
    }
    return ImageDataset.paired(
        info, sides, settings.pairing(), settings.validation(), settings.seed(), context.seed());
  }
}
