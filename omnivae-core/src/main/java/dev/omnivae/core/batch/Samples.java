package dev.omnivae.core.batch;

import java.util.List;

/**
 * The samples of one split, with random access, so that a run resumes by counters alone.
 * Implementations hold data as compact as they came and scale on the fly. Thread-safe: where an
 * accelerator computes, the trainer gathers one batch ahead.
 */
public interface Samples {
  List<Modality> modalities();

  /** Names of the columns of {@link Batch#conditions()}. */
  default List<String> conditions() {
    return List.of();
  }

  /** Whether every sample has every modality. */
  default boolean complete() {
    return true;
  }

  /** Samples in one epoch. */
  long size();

  /**
   * The samples at these positions.
   *
   * @param epoch counts from 0; matters where pairs are drawn afresh each epoch
   * @param positions each in [0, size)
   */
  Batch gather(long epoch, long[] positions);
}
