package dev.omnivae.eval.probe;

import java.util.Arrays;

/**
 * Numbers as levels: each distinct number where there are few, else bins that hold equally many.
 */
public final class Levels {
  private final double[] edges; // level i holds what is above edge i - 1, up to edge i
  private final boolean discrete;

  private Levels(double[] edges, boolean discrete) {
    this.edges = edges;
    this.discrete = discrete;
  }

  /**
   * Fits them.
   *
   * @param most levels; as many distinct numbers at most are levels themselves
   */
  public static Levels of(double[] values, int most) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] distinct = Arrays.stream(sorted).distinct().limit(most + 1L).toArray();
    if (distinct.length <= most) {
      return new Levels(distinct, true);
    }
    double[] edges = new double[most];
    for (int i = 0; i < most; i++) {
      edges[i] = sorted[(int) ((i + 1L) * sorted.length / most) - 1];
    }
    return new Levels(Arrays.stream(edges).distinct().toArray(), false);
  }

  /** Whether every level is one number. */
  public boolean discrete() {
    return discrete;
  }

  public int count() {
    return edges.length;
  }

  /** The level of every number; one that was not fitted has the nearest above it, or the last. */
  public int[] of(double[] values) {
    int[] levels = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      int at = Arrays.binarySearch(edges, values[i]);
      levels[i] = Math.min(at >= 0 ? at : -at - 1, edges.length - 1);
    }
    return levels;
  }

  /** Entropy of levels as they are distributed, in nats. */
  public static double entropy(int[] levels) {
    long[] counts = new long[Arrays.stream(levels).max().orElse(0) + 1];
    for (int level : levels) {
      counts[level]++;
    }
    double nats = 0;
    for (long count : counts) {
      double p = (double) count / levels.length;
      nats -= p > 0 ? p * Math.log(p) : 0;
    }
    return nats;
  }

  /** Mutual information of the levels of the same samples, in nats: at least 0. */
  public static double information(int[] a, int[] b) {
    int width = Arrays.stream(b).max().orElse(0) + 1;
    int[] both = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      both[i] = a[i] * width + b[i];
    }
    return Math.max(0, entropy(a) + entropy(b) - entropy(both));
  }
}
