package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** A data set held in tensors; every split holds the same samples. */
public final class TinyDataset implements Dataset {
  private final List<Modality> modalities;
  private final Map<String, Tensor> values;
  private final @Nullable Tensor labels;
  private final int classes;
  private List<String> attributes = List.of();
  private Map<String, long[]> lacking = Map.of();
  private Function<String, OptionalInt> classOf = text -> OptionalInt.empty();

  /**
   * Values by modality in order, {@code (sample, event)}.
   *
   * @param labels {@code (sample)} int64 or null
   */
  public TinyDataset(
      List<Modality> modalities, List<Tensor> values, @Nullable Tensor labels, int classes) {
    this.modalities = modalities;
    this.values = new LinkedHashMap<>();
    for (int i = 0; i < modalities.size(); i++) {
      this.values.put(modalities.get(i).name(), values.get(i));
    }
    this.labels = labels;
    this.classes = classes;
  }

  /** The same, which knows what its texts name. */
  public TinyDataset naming(Function<String, OptionalInt> named) {
    TinyDataset other = new TinyDataset(modalities, List.copyOf(values.values()), labels, classes);
    other.classOf = named;
    return other;
  }

  /** The same, in which these samples lack a modality. */
  public TinyDataset lacking(String modality, long... samples) {
    TinyDataset other = new TinyDataset(modalities, List.copyOf(values.values()), labels, classes);
    other.lacking = Map.of(modality, samples);
    return other;
  }

  /** The same, whose modality of attributes has names. */
  public TinyDataset attributes(String... names) {
    TinyDataset other = new TinyDataset(modalities, List.copyOf(values.values()), labels, classes);
    other.attributes = List.of(names);
    return other;
  }

  @Override
  public List<String> names(String modality) {
    boolean of =
        modalities.stream()
            .anyMatch(m -> m.name().equals(modality) && m.kind() == Modality.Kind.ATTRIBUTES);
    return of ? attributes : List.of();
  }

  @Override
  public OptionalInt named(String modality, String text) {
    return classOf.apply(text);
  }

  @Override
  public DatasetInfo info() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add(Integer.toString(i));
    }
    return new DatasetInfo(
        "tiny", "made in a test", "CC0-1.0", "nobody, never", names, Map.of("tiny", "0"));
  }

  @Override
  public List<Modality> modalities() {
    return modalities;
  }

  @Override
  public Samples samples(Split split) {
    return new Held(modalities);
  }

  @Override
  public Samples singles(Split split, String modality) {
    return new Held(modalities.stream().filter(m -> m.name().equals(modality)).toList());
  }

  private final class Held implements Samples {
    private final List<Modality> chosen;

    Held(List<Modality> chosen) {
      this.chosen = chosen;
    }

    @Override
    public List<Modality> modalities() {
      return chosen;
    }

    @Override
    public long size() {
      return values.values().iterator().next().size(0);
    }

    @Override
    public Batch gather(long epoch, long[] positions) {
      Tensor at = Tensors.of(positions, positions.length);
      Map<String, Observation> observations = new LinkedHashMap<>();
      for (Modality modality : chosen) {
        Tensor all = java.util.Objects.requireNonNull(values.get(modality.name()));
        Tensor chosen = all.index_select(0, at);
        observations.put(
            modality.name(),
            modality.kind() == Modality.Kind.TOKENS
                ? text(chosen)
                : there(modality.name(), positions)
                    .map(mask -> Observation.of(chosen).withAvailable(mask))
                    .orElse(Observation.of(chosen)));
      }
      return new Batch(observations, null, labels == null ? null : labels.index_select(0, at), at);
    }

    /** Empty where no sample lacks it. */
    private Optional<Tensor> there(String modality, long[] positions) {
      if (!lacking.containsKey(modality)) {
        return Optional.empty();
      }
      long[] without = lacking.getOrDefault(modality, new long[0]);
      long[] there =
          Arrays.stream(positions)
              .map(p -> Arrays.stream(without).anyMatch(w -> w == p) ? 0 : 1)
              .toArray();
      return Optional.of(Tensors.of(there, there.length).to(ScalarType.Bool));
    }

    /** Padding is 0; a row of padding alone has no text. */
    private static Observation text(Tensor ids) {
      Tensor known = ids.ne(new Scalar(0L));
      Tensor there = known.any(1);
      return new Observation(ids, there.all().item_bool() ? null : there, known);
    }
  }
}
