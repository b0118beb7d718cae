package dev.omnivae.data.store;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.pairing.Permutation;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Splits rows into training and validation rows, the same fraction of every class; before pairing,
 * so that no row is in both.
 *
 * @param train rows in the order of the file
 * @param valid rows in the order of the file
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record HoldOut(int[] train, int[] valid) {
  static HoldOut of(int[] labels, int classes, double fraction, long seed) {
    if (!(fraction >= 0 && fraction < 1)) {
      throw InputException.of(
          "data.validation", "at least 0 and below 1", fraction, "write validation: 0.05");
    }
    int[] all = IntStream.range(0, labels.length).toArray();
    BitSet held = new BitSet(all.length);
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      int[] rows = IntStream.of(all).filter(row -> labels[row] == wanted).toArray();
      long count = Math.round(fraction * rows.length);
      for (long i = 0; i < count; i++) {
        held.set(rows[(int) Permutation.of(rows.length, seed, label).at(i)]);
      }
    }
    return new HoldOut(
        IntStream.of(all).filter(row -> !held.get(row)).toArray(), held.stream().toArray());
  }
}
