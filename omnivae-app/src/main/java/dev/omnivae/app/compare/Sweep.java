package dev.omnivae.app.compare;

import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One recipe over a grid of settings, as a {@link Comparison} whose runs are named by them. */
public final class Sweep {
  /** More runs than this are surely a typing error. */
  private static final long MOST = 1000;

  private Sweep() {}

  /**
   * Every combination of values, the last axis fastest.
   *
   * @param set on every run, as {@code -s}
   * @param seeds at least one
   */
  public static Comparison of(
      Recipe recipe, List<GridAxis> axes, List<String> set, List<Long> seeds) {
    long runs =
        axes.stream().mapToLong(axis -> axis.values().size()).reduce(1, Math::multiplyExact);
    if (runs > MOST) {
      throw InputException.of(
          "-g", "a grid of at most " + MOST + " runs", runs, "give fewer values");
    }
    List<List<String>> grid = List.of(List.of());
    for (GridAxis axis : axes) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> point : grid) {
        for (String value : axis.values()) {
          List<String> next = new ArrayList<>(point);
          next.add(value);
          longer.add(next);
        }
      }
      grid = longer;
    }
    Map<String, Comparison.Entry> entries = new LinkedHashMap<>();
    for (List<String> point : grid) {
      List<String> overrides = new ArrayList<>(set);
      for (int i = 0; i < axes.size(); i++) {
        overrides.add(axes.get(i).assignment(point.get(i)));
      }
      String name = name(axes, point);
      if (entries.put(name, new Comparison.Entry(name, recipe.with(overrides))) != null) {
        throw InputException.of(
            "-g", "values that name folders apart", "'" + name + "' twice", "leave one out");
      }
    }
    return new Comparison(
        recipe.name() + "-sweep", List.copyOf(entries.values()), seeds, Columns.STANDARD);
  }

  /** {@code scale-0.05_filters-32}: names a folder and a row. */
  private static String name(List<GridAxis> axes, List<String> point) {
    List<String> shortNames = axes.stream().map(GridAxis::shortName).toList();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      GridAxis axis = axes.get(i);
      boolean alone =
          shortNames.stream().filter(axis.shortName()::equals).count() == 1; // else the whole path
      parts.add((alone ? axis.shortName() : axis.key()) + "-" + point.get(i));
    }
    return parts.stream()
        .map(part -> part.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|-+$", ""))
        .collect(Collectors.joining("_"));
  }
}
