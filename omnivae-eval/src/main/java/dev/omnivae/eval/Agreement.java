package dev.omnivae.eval;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often predictions agree with labels, over all samples and class by class. */
public final class Agreement {
  private final SortedMap<Long, long[]> byClass = new TreeMap<>();

  /** Counts a batch. */
  public void add(long[] predicted, long[] labels) {
    if (predicted.length != labels.length) {
      throw new IllegalArgumentException(
          "predictions must be as many as labels, got %d and %d"
              .formatted(predicted.length, labels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      long[] counts = byClass.computeIfAbsent(labels[i], label -> new long[2]);
      counts[0] += predicted[i] == labels[i] ? 1 : 0;
      counts[1]++;
    }
  }

  /** Samples that agree over all samples; NaN when nothing was counted. */
  public double micro() {
    long right = byClass.values().stream().mapToLong(c -> c[0]).sum();
    long all = byClass.values().stream().mapToLong(c -> c[1]).sum();
    return (double) right / all;
  }

  /** Mean over the classes that occur of the fraction that agrees; NaN when nothing was counted. */
  public double macro() {
    return byClass.values().stream()
        .mapToDouble(c -> (double) c[0] / c[1])
        .average()
        .orElse(Double.NaN);
  }
}
