package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import dev.omnivae.data.Standardisation;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A data set of aligned rows: every sample is a row of every view it has. Conditions are
 * standardised on the training split.
 */
public final class AlignedDataset implements Dataset {
  /** Which rows of what a split is. */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  private record Part(AlignedRows all, int[] rows) {}

  private final DatasetInfo info;
  private final Map<Split, Part> parts;
  private final List<Standardisation> conditions;
  private final Map<String, Function<String, OptionalInt>> naming;
  private final @Nullable Dataset attributed;

  private AlignedDataset(
      DatasetInfo info,
      Map<Split, Part> parts,
      Map<String, Function<String, OptionalInt>> naming,
      @Nullable Dataset attributed) {
    this.info = info;
    this.parts = parts;
    this.naming = Map.copyOf(naming);
    this.attributed = attributed;
    Part train = part(Split.TRAIN);
    this.conditions =
        train.all().conditions().entrySet().stream()
            .map(
                condition ->
                    Standardisation.of(
                        condition.getKey(),
                        IntStream.of(train.rows())
                            .mapToDouble(row -> condition.getValue()[row])
                            .toArray()))
            .toList();
  }

  /**
   * A data set whose test split stands apart.
   *
   * @param validation fraction held out of {@code train}, of every class where there are labels
   * @param seed decides which rows are held out
   */
  public static AlignedDataset of(
      DatasetInfo info, AlignedRows train, AlignedRows test, double validation, long seed) {
    HoldOut held = holdOut(train.size(), train.labels(), info, validation, seed);
    Map<Split, Part> parts = new EnumMap<>(Split.class);
    parts.put(Split.TRAIN, new Part(train, held.train()));
    parts.put(Split.VALID, new Part(train, held.valid()));
    parts.put(Split.TEST, new Part(test, IntStream.range(0, test.size()).toArray()));
    return new AlignedDataset(info, parts, Map.of(), null);
  }

  /**
   * A data set all of whose splits are rows of one whole.
   *
   * @param rows by split; every split must be there
   */
  public static AlignedDataset of(DatasetInfo info, AlignedRows all, Map<Split, int[]> rows) {
    Map<Split, Part> parts = new EnumMap<>(Split.class);
    rows.forEach((split, of) -> parts.put(split, new Part(all, of)));
    return new AlignedDataset(info, parts, Map.of(), null);
  }

  /**
   * The same data set, which knows the class that a text of this modality names.
   *
   * @param classOf empty where a text names none, or several
   */
  public AlignedDataset naming(String modality, Function<String, OptionalInt> classOf) {
    Map<String, Function<String, OptionalInt>> all = new LinkedHashMap<>(naming);
    all.put(modality, classOf);
    return new AlignedDataset(info, parts, all, attributed);
  }

  /** The same data set beside which stands what its texts tell; see {@link #attributed}. */
  public AlignedDataset telling(Dataset withAttributes) {
    return new AlignedDataset(info, parts, naming, withAttributes);
  }

  /** Rows of one whole drawn apart, the same fraction of every class. */
  private static HoldOut holdOut(
      int size, int[] labels, DatasetInfo info, double fraction, long seed) {
    boolean labelled = labels.length > 0;
    return HoldOut.of(
        labelled ? labels : new int[size], labelled ? info.classes().size() : 1, fraction, seed);
  }

  @Override
  public DatasetInfo info() {
    return info;
  }

  @Override
  public List<Modality> modalities() {
    return part(Split.TRAIN).all().views().stream().map(View::modality).toList();
  }

  @Override
  public List<Standardisation> standardisations() {
    return conditions;
  }

  @Override
  public Samples samples(Split split) {
    Part part = part(split);
    return new AlignedSamples(part.all(), part.all().views(), part.rows(), conditions);
  }

  /** Rows that have the modality. */
  @Override
  public Samples singles(Split split, String modality) {
    Part part = part(split);
    View view = view(part, modality);
    return new AlignedSamples(part.all(), List.of(view), having(part, view), conditions);
  }

  @Override
  public Map<String, float[]> factors(Split split, String modality) {
    Part part = part(split);
    int[] rows = having(part, view(part, modality));
    Map<String, float[]> picked = new LinkedHashMap<>();
    part.all()
        .factors()
        .forEach(
            (name, values) -> {
              int dot = name.indexOf('.');
              if (dot < 0 || name.substring(0, dot).equals(modality)) {
                float[] of = new float[rows.length];
                for (int i = 0; i < rows.length; i++) {
                  of[i] = values[rows[i]];
                }
                picked.put(name.substring(dot + 1), of);
              }
            });
    return picked;
  }

  @Override
  public long[] singlesOf(Split split, String modality, long[] positions) {
    Part part = part(split);
    View view = view(part, modality);
    long[] places = new long[part.rows().length]; // by position
    int next = 0;
    for (int p = 0; p < places.length; p++) {
      places[p] = view.has(part.rows()[p]) ? next++ : -1;
    }
    return LongStream.of(positions).map(p -> places[Math.toIntExact(p)]).toArray();
  }

  @Override
  public List<String> names(String modality) {
    return view(part(Split.TRAIN), modality).names();
  }

  @Override
  public OptionalInt named(String modality, String text) {
    Function<String, OptionalInt> classOf = naming.get(modality);
    return classOf == null ? OptionalInt.empty() : classOf.apply(text);
  }

  @Override
  public Optional<Dataset> attributed() {
    return Optional.ofNullable(attributed);
  }

  private static int[] having(Part part, View view) {
    return IntStream.of(part.rows()).filter(view::has).toArray();
  }

  private View view(Part part, String modality) {
    return part.all().views().stream()
        .filter(view -> view.modality().name().equals(modality))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "modality must be one of data set %s, got '%s'; %s"
                        .formatted(
                            info.name(),
                            modality,
                            Nearest.hint(
                                modality, modalities().stream().map(Modality::name).toList()))));
  }

  private Part part(Split split) {
    Part part = parts.get(split);
    if (part == null) {
      throw new IllegalArgumentException("splits must hold " + split + ", got " + parts.keySet());
    }
    return part;
  }
}
