package dev.omnivae.data.pairing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pairs of images with the same label, as published for MNIST-SVHN: per class n = min(n1, n2,
 * max_d), the first n of each side, dm times over with independent random permutations of every
 * side. Pairs are computed from the seed, never stored; positions are in random order, so that any
 * stretch of them mixes the classes. Thread-safe.
 *
 * <p>With {@code fresh}, each epoch has matchings of its own.
 */
public final class Pairing {
  /** By side, then by class: rows of the images. */
  private final List<List<int[]>> sides;

  /** Where each class's pairs begin within one matching; the last entry is the total. */
  private final long[] starts;

  private final int matchings;
  private final boolean fresh;
  private final long seed;

  private Pairing(List<List<int[]>> sides, long[] starts, int matchings, boolean fresh, long seed) {
    this.sides = sides;
    this.starts = starts;
    this.matchings = matchings;
    this.fresh = fresh;
    this.seed = seed;
  }

  /**
   * Pairs the rows of several sides by class.
   *
   * @param rowsByClass by side, then by class: rows in the order of the file
   * @param maxPerClass at most so many of a class on a side (max_d)
   * @param matchings how often every image is used an epoch (dm)
   * @param fresh whether each epoch draws new matchings
   */
  public static Pairing of(
      List<List<int[]>> rowsByClass, int maxPerClass, int matchings, boolean fresh, long seed) {
    return of(rowsByClass, maxPerClass, matchings, fresh, false, seed);
  }

  /**
   * As above.
   *
   * @param fill whether n = min(max(n1, n2), max_d) instead: rows of the smaller side return in a
   *     matching, each as often as the others or once less
   */
  public static Pairing of(
      List<List<int[]>> rowsByClass,
      int maxPerClass,
      int matchings,
      boolean fresh,
      boolean fill,
      long seed) {
    int classes = rowsByClass.get(0).size();
    long[] starts = new long[classes + 1];
    List<List<int[]>> sides = new ArrayList<>();
    rowsByClass.forEach(side -> sides.add(new ArrayList<>()));
    for (int label = 0; label < classes; label++) {
      int fewest = Integer.MAX_VALUE;
      int most = 0;
      for (List<int[]> side : rowsByClass) {
        fewest = Math.min(fewest, side.get(label).length);
        most = Math.max(most, side.get(label).length);
      }
      int n = Math.min(maxPerClass, fill && fewest > 0 ? most : fewest);
      for (int side = 0; side < sides.size(); side++) {
        sides.get(side).add(around(rowsByClass.get(side).get(label), n));
      }
      starts[label + 1] = starts[label] + n;
    }
    return new Pairing(List.copyOf(sides), starts, matchings, fresh, seed);
  }

  /** The first n rows, after the last from the first again. */
  private static int[] around(int[] rows, int n) {
    return IntStream.range(0, n).map(i -> rows[i % rows.length]).toArray();
  }

  /** Pairs of one epoch. */
  public long size() {
    return perMatching() * matchings;
  }

  public int sides() {
    return sides.size();
  }

  /** The class of the pair at a position; the same in every epoch only without fresh matchings. */
  public int label(long epoch, long position) {
    return classOf(ordered(epoch, position));
  }

  /** The row on every side of the pair at a position. */
  public int[] rows(long epoch, long position) {
    long ordered = ordered(epoch, position);
    int label = classOf(ordered);
    long within = ordered - starts[label];
    long matching = position / perMatching();
    int[] rows = new int[sides.size()];
    for (int side = 0; side < rows.length; side++) {
      int[] candidates = sides.get(side).get(label);
      long drawn =
          Permutation.of(candidates.length, seed, round(epoch), matching, label, side + 1L)
              .at(within);
      rows[side] = candidates[(int) drawn];
    }
    return rows;
  }

  private long perMatching() {
    return starts[starts.length - 1];
  }

  private long round(long epoch) {
    return fresh ? epoch : 0;
  }

  private long ordered(long epoch, long position) {
    if (position < 0 || position >= size()) {
      throw new IndexOutOfBoundsException(
          "position must be in [0, %d), got %d".formatted(size(), position));
    }
    long matching = position / perMatching();
    return Permutation.of(perMatching(), seed, round(epoch), matching, -1)
        .at(position % perMatching());
  }

  private int classOf(long ordered) {
    int label = 0;
    while (ordered >= starts[label + 1]) {
      label++;
    }
    return label;
  }
}
