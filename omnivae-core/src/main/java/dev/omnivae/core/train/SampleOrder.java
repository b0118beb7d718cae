package dev.omnivae.core.train;

import java.util.SplittableRandom;

/**
 * The order of samples: a fresh permutation each epoch, a function of (seed, epoch) alone, so that
 * a run resumes by counters.
 */
final class SampleOrder {
  private final long seed;
  private final int[] order;
  private long epoch = -1;

  SampleOrder(long seed, long samples) {
    this.seed = seed;
    this.order = new int[Math.toIntExact(samples)];
  }

  /**
   * Positions of a batch.
   *
   * @param epoch counts from 0
   * @param from first place in the epoch's order
   */
  long[] positions(long epoch, long from, long count) {
    if (epoch != this.epoch) {
      shuffle(epoch);
    }
    long[] positions = new long[Math.toIntExact(count)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = order[Math.toIntExact(from) + i];
    }
    return positions;
  }

  private void shuffle(long epoch) {
    // SplittableRandom's algorithm is fixed by its documentation; the odd factor keeps
    // neighbouring (seed, epoch) apart
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    this.epoch = epoch;
  }
}
