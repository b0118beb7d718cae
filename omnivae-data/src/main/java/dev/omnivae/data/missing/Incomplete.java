package dev.omnivae.data.missing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import dev.omnivae.data.Standardisation;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A data set whose training and validation samples lack modalities by {@code data.missing}. The
 * test split stays whole, and so do single images, from which oracles learn.
 */
public final class Incomplete implements Dataset {
  private static final String KEY = "missing";

  private final Dataset whole;
  private final MissingSettings settings;
  private final Chances chances;

  private Incomplete(Dataset whole, MissingSettings settings, Chances chances) {
    this.whole = whole;
    this.settings = settings;
    this.chances = chances;
  }

  /**
   * Reads a data set and takes away what its settings say.
   *
   * @param data the recipe's {@code data} mapping; readers do not see its key {@code missing}
   * @param reading reads the data set by the same mapping
   */
  public static Dataset read(Settings data, Supplier<Dataset> reading) {
    JsonNode kept = data.tree().remove(KEY);
    Dataset whole;
    try {
      whole = reading.get();
    } finally {
      if (kept != null) {
        data.tree().set(KEY, kept);
      }
    }
    boolean several = whole.modalities().size() > 1;
    if (!several && kept == null) {
      return whole; // one modality has nothing to lose, so nothing to set
    }
    MissingSettings settings = data.child(KEY).read(MissingSettings.class, MissingSettings.NONE);
    return settings.rate() == 0 ? whole : of(whole, settings);
  }

  /**
   * The same data set with modalities taken away.
   *
   * @throws InputException when there is one modality alone, or no class to go by
   */
  public static Dataset of(Dataset whole, MissingSettings settings) {
    int modalities = whole.modalities().size();
    int classes = whole.info().classes().size();
    if (modalities < 2) {
      throw InputException.of(
          "data.missing.rate",
          "0 for data of one modality",
          settings.rate(),
          "leave data.missing out");
    }
    if (settings.byClass() && classes < 2) {
      throw InputException.of(
          "data.missing.mechanism",
          "random for data without classes",
          "by-class",
          "write mechanism: random");
    }
    return new Incomplete(
        whole,
        settings,
        settings.byClass()
            ? Chances.byClass(settings.rate(), modalities, classes, settings.seed())
            : Chances.random(settings.rate()));
  }

  @Override
  public DatasetInfo info() {
    return whole.info();
  }

  @Override
  public List<Modality> modalities() {
    return whole.modalities();
  }

  @Override
  public List<Standardisation> standardisations() {
    return whole.standardisations();
  }

  @Override
  public List<String> conditions() {
    return whole.conditions();
  }

  @Override
  public Samples samples(Split split) {
    Samples samples = whole.samples(split);
    return split == Split.TEST
        ? samples
        : new MissingSamples(samples, chances, settings.seed(), split.key());
  }

  @Override
  public Samples singles(Split split, String modality) {
    return whole.singles(split, modality);
  }

  @Override
  public Map<String, float[]> factors(Split split, String modality) {
    return whole.factors(split, modality);
  }

  /** Of what the whole data have, also where it is hidden here. */
  @Override
  public long[] singlesOf(Split split, String modality, long[] positions) {
    return whole.singlesOf(split, modality, positions);
  }

  @Override
  public List<String> names(String modality) {
    return whole.names(modality);
  }

  @Override
  public OptionalInt named(String modality, String text) {
    return whole.named(modality, text);
  }
}
