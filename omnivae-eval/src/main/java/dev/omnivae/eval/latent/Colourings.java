package dev.omnivae.eval.latent;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.data.Standardisation;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.oracle.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All that a data set knows of codes: their label, the modality they are of, the true factors of
 * their single observation, attributes and conditions of their sample.
 */
public final class Colourings {
  public static final String LABEL = "label";
  public static final String MODALITY = "modality";

  /** Whole numbers of no more than so many values are classes. */
  private static final int CLASSES = 12;

  private static final float YES = 0.5f;

  private final Dataset dataset;
  private final Split split;
  private final CodeSet codes;
  private final Map<String, Supplier<Colouring>> all = new LinkedHashMap<>();

  /** Of codes of this split. */
  public Colourings(Dataset dataset, Split split, CodeSet codes) {
    this.dataset = dataset;
    this.split = split;
    this.codes = codes;
    if (!dataset.info().classes().isEmpty()) {
      all.put(LABEL, this::labels);
    }
    if (codes.views().size() > 1) {
      all.put(MODALITY, () -> new Colouring.Classes(MODALITY, codes.views(), codes.view()));
    }
    for (String view : codes.views()) {
      for (String modality : modalities(view)) {
        for (String factor : dataset.factors(split, modality).keySet()) {
          all.putIfAbsent(factor, () -> factor(factor));
        }
      }
    }
    for (Modality modality : dataset.modalities()) {
      List<String> names = dataset.names(modality.name());
      for (int a = 0; a < names.size(); a++) {
        int attribute = a;
        all.putIfAbsent(names.get(a), () -> attribute(modality, names.get(attribute), attribute));
      }
    }
    List<Standardisation> conditions = dataset.standardisations();
    for (int c = 0; c < conditions.size(); c++) {
      int column = c;
      all.putIfAbsent(conditions.get(c).name(), () -> condition(conditions.get(column), column));
    }
  }

  /** What codes can be coloured by. */
  public List<String> names() {
    return List.copyOf(all.keySet());
  }

  /** The label where there is one, else the modality. */
  public Colouring usual() {
    return all.containsKey(LABEL) || all.containsKey(MODALITY)
        ? of(all.containsKey(LABEL) ? LABEL : MODALITY)
        : new Colouring.Classes("codes", codes.views(), codes.view());
  }

  /**
   * One by its name.
   *
   * @throws InputException naming the nearest for a name there is none of
   */
  public Colouring of(String name) {
    Supplier<Colouring> found = all.get(name);
    if (found == null) {
      throw new InputException(
          "--color-by must name something known of the samples, got '%s'; %s"
              .formatted(name, Nearest.hint(name, all.keySet())));
    }
    return found.get();
  }

  private Colouring labels() {
    float[] values = bySample(batch -> Tensors.floats(Labels.of(batch)));
    int[] of = new int[values.length];
    for (int i = 0; i < of.length; i++) {
      of[i] = (int) values[i];
    }
    return new Colouring.Classes(LABEL, dataset.info().classes(), of);
  }

  private List<String> modalities(String view) {
    return view.equals(CodeSet.ALL)
        ? dataset.modalities().stream().map(Modality::name).toList()
        : List.of(view);
  }

  /** Of each code the factor of the observation it was inferred from; of several, the first's. */
  private Colouring factor(String name) {
    float[] values = new float[codes.size()];
    Arrays.fill(values, Float.NaN);
    for (int v = 0; v < codes.views().size(); v++) {
      int[] of = codes.of(v);
      long[] positions = Arrays.stream(of).mapToLong(i -> codes.position()[i]).toArray();
      modalities(codes.views().get(v)).stream()
          .filter(modality -> dataset.factors(split, modality).containsKey(name))
          .findFirst()
          .ifPresent(
              modality -> {
                float[] factor = Objects.requireNonNull(dataset.factors(split, modality).get(name));
                long[] places = dataset.singlesOf(split, modality, positions);
                for (int i = 0; i < of.length; i++) {
                  values[of[i]] = places[i] < 0 ? Float.NaN : factor[Math.toIntExact(places[i])];
                }
              });
    }
    return numbers(name, values);
  }

  private Colouring attribute(Modality modality, String name, int column) {
    float[] values =
        bySample(
            batch -> {
              Observation seen = batch.of(modality.name());
              float[] said = Tensors.floats(seen.value().select(1, column));
              float[] known = mask(seen.known() == null ? null : seen.known().select(1, column));
              float[] there = mask(seen.available());
              for (int i = 0; i < said.length; i++) {
                boolean unknown =
                    (known.length > 0 && known[i] == 0) || (there.length > 0 && there[i] == 0);
                said[i] = unknown ? Float.NaN : said[i];
              }
              return said;
            });
    if (modality.kind() != Modality.Kind.ATTRIBUTES) {
      return numbers(name, values);
    }
    int[] of = new int[values.length];
    for (int i = 0; i < of.length; i++) {
      of[i] = Float.isNaN(values[i]) ? -1 : values[i] > YES ? 1 : 0;
    }
    return new Colouring.Classes(name, List.of("no", "yes"), of);
  }

  private static float[] mask(@Nullable Tensor mask) {
    return mask == null ? new float[0] : Tensors.floats(mask);
  }

  private Colouring condition(Standardisation condition, int column) {
    float[] values =
        bySample(
            batch ->
                batch.conditions() == null
                    ? new float[0]
                    : Tensors.floats(batch.conditions().select(1, column)));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) condition.raw(values[i]);
    }
    return new Colouring.Scale(condition.name(), values);
  }

  private static Colouring numbers(String title, float[] values) {
    SortedSet<Float> distinct = new TreeSet<>();
    for (float value : values) {
      if (!Float.isNaN(value) && distinct.size() <= CLASSES) {
        distinct.add(value);
      }
    }
    boolean classes =
        distinct.size() <= CLASSES && distinct.stream().allMatch(v -> v == Math.rint(v));
    if (!classes) {
      return new Colouring.Scale(title, values);
    }
    List<Float> order = List.copyOf(distinct);
    int[] of = new int[values.length];
    for (int i = 0; i < of.length; i++) {
      of[i] = order.indexOf(values[i]); // -1 for NaN
    }
    return new Colouring.Classes(
        title, order.stream().map(v -> Integer.toString(Math.round(v))).toList(), of);
  }

  /** Of each code what its whole sample says. */
  private float[] bySample(Function<Batch, float[]> read) {
    long[] distinct = Arrays.stream(codes.position()).distinct().sorted().toArray();
    List<float[]> parts = new ArrayList<>();
    Batches.forEach(
        dataset.samples(split), distinct, (batch, from) -> parts.add(read.apply(batch)));
    float[] known = new float[distinct.length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, known, at, part.length);
      at += part.length;
    }
    float[] values = new float[codes.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = known[Arrays.binarySearch(distinct, codes.position()[i])];
    }
    return values;
  }
}
