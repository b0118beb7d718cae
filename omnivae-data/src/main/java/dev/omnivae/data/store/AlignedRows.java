package dev.omnivae.data.store;

import dev.omnivae.core.config.InputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of several modalities that belong together from the start: row i of every view is sample i.
 * Any row may lack any views, but not all of them.
 *
 * @param views in the data set's order
 * @param labels one a row, from 0; empty without labels
 * @param conditions by name, one value a row in the data's own unit
 * @param factors by name, one value a row; one named {@code VIEW.FACTOR} belongs to that view alone
 * @param name what a row is called in errors
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record AlignedRows(
    List<View> views,
    int[] labels,
    Map<String, double[]> conditions,
    Map<String, float[]> factors,
    IntFunction<String> name) {
  private static final int NAMED = 10;

  /** Rows as they are; fails where one has no modality at all, naming it. */
  public AlignedRows {
    views = List.copyOf(views);
    conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    int size = views.get(0).size();
    for (View view : views) {
      if (view.size() != size) {
        throw new IllegalArgumentException(
            "views must have %d rows, got %d of %s".formatted(size, view.size(), view.modality()));
      }
    }
    List<View> all = views;
    int[] empty =
        IntStream.range(0, size)
            .filter(row -> all.stream().noneMatch(view -> view.has(row)))
            .toArray();
    if (empty.length > 0) {
      String first =
          IntStream.of(empty).limit(NAMED).mapToObj(name).collect(Collectors.joining(", "));
      throw InputException.of(
          "every sample",
          "one with at least one modality",
          "none for " + first + more(empty.length - NAMED),
          "leave it out of the data");
    }
  }

  /** Rows without conditions or factors. */
  public static AlignedRows of(List<View> views, int[] labels, IntFunction<String> name) {
    return new AlignedRows(views, labels, Map.of(), Map.of(), name);
  }

  public int size() {
    return views.get(0).size();
  }

  private static String more(int count) {
    return count > 0 ? " and %d more".formatted(count) : "";
  }
}
