package dev.omnivae.data.store;

import dev.omnivae.data.Split;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Splits of rows that come as one whole. */
public final class RowSplits {
  private RowSplits() {}

  /** The rows of a split, which must be there. */
  public static int[] of(Map<Split, int[]> splits, Split split) {
    int[] rows = splits.get(split);
    if (rows == null) {
      throw new IllegalArgumentException("splits must hold " + split + ", got " + splits.keySet());
    }
    return rows;
  }

  /**
   * The rows that stay in training where {@code validation} is held out of a split of its own: what
   * {@link AlignedDataset#of(dev.omnivae.data.DatasetInfo, AlignedRows, AlignedRows, double, long)}
   * will hold out by the same arguments.
   */
  public static int[] training(int[] labels, int classes, double validation, long seed) {
    return HoldOut.of(labels, classes, validation, seed).train();
  }

  /**
   * As {@link #drawn}, groups of rows that must not be torn apart kept together.
   *
   * @param groups one a row, from 0 without gaps
   * @param labels one a group
   */
  public static Map<Split, int[]> grouped(
      int[] groups, int[] labels, int classes, double test, double validation, long seed) {
    Split[] of = new Split[labels.length];
    drawn(labels, classes, test, validation, seed)
        .forEach(
            (split, members) -> {
              for (int group : members) {
                of[group] = split;
              }
            });
    Map<Split, int[]> rows = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      rows.put(
          split,
          IntStream.range(0, groups.length).filter(row -> of[groups[row]] == split).toArray());
    }
    return rows;
  }

  /**
   * Draws test and validation rows, the same fraction of every class.
   *
   * @param labels one a row; all 0 without labels
   * @param classes at least 1
   * @param test fraction of all rows
   * @param validation fraction of the rows that are left
   */
  public static Map<Split, int[]> drawn(
      int[] labels, int classes, double test, double validation, long seed) {
    HoldOut outer = HoldOut.of(labels, classes, test, seed);
    int[] rest = outer.train();
    HoldOut inner =
        HoldOut.of(
            IntStream.of(rest).map(row -> labels[row]).toArray(), classes, validation, seed + 1);
    Map<Split, int[]> rows = new EnumMap<>(Split.class);
    rows.put(Split.TRAIN, IntStream.of(inner.train()).map(row -> rest[row]).toArray());
    rows.put(Split.VALID, IntStream.of(inner.valid()).map(row -> rest[row]).toArray());
    rows.put(Split.TEST, outer.valid());
    return rows;
  }
}
