package dev.omnivae.data.reader;

import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.generate.Dice;
import dev.omnivae.data.generate.SpokenDigits;
import dev.omnivae.data.sound.SoundFile;
import dev.omnivae.data.store.ImageDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Digits said by six synthetic voices, as spectrograms: for a machine without recordings. */
public final class VoicesReader implements Reader {
  private static final int SAMPLES = 3_000;
  private static final int TEST_SAMPLES = 500;

  @Override
  public String name() {
    return "voices";
  }

  @Override
  public String summary() {
    return "spoken-like digits as spectrograms 64x32, six synthetic voices";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return Availability.drawn();
  }

  @Override
  public Dataset read(ReaderContext context) {
    SingleSettings settings = settings(context);
    Drawn drawn =
        Drawn.of(
            new SpokenDigits(),
            context.cache(),
            settings.seed(),
            settings.samples(),
            settings.testSamples());
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

  /** Writes as many recordings as {@code samples}, as the reader {@code fsdd} takes them. */
  @Override
  public void make(ReaderContext context, Path folder) {
    SingleSettings settings = settings(context);
    int count = Drawn.count("samples", settings.samples());
    MadeFolder.into(folder, into -> write(into, settings.seed(), count));
  }

  private static void write(Path folder, long seed, int count) throws IOException {
    Map<String, Integer> indices = new HashMap<>(); // the next of a digit and speaker
    for (int i = 0; i < count; i++) {
      int digit = i % DigitsReader.CLASSES.size();
      SpokenDigits.Spoken spoken = SpokenDigits.say(digit, Dice.of(seed, "recordings", i));
      String name = digit + "_voice" + spoken.speaker();
      int index = indices.merge(name, 1, Integer::sum) - 1;
      Files.write(folder.resolve(name + "_" + index + ".wav"), SoundFile.wav(spoken.sound()));
    }
  }

  private SingleSettings settings(ReaderContext context) {
    return context
        .settings()
        .read(SingleSettings.class, new SingleSettings(name(), SAMPLES, TEST_SAMPLES, 0.05, 1));
  }
}
