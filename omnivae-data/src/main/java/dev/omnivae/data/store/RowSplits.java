package dev.omnivae.data.store;

import dev.omnivae.data.Split;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Splits of rows that come as one whole. */
public final class RowSplits {
  private RowSplits() {}

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
