package dev.omnivae.app.sampling;

import dev.omnivae.core.batch.Batch;

/** What is looked at, in batches. */
public interface Examples {
  /** Samples of one batch at most. */
  int BATCH = 256;

  /** Goes through all batches, each in a scope of its own with gradients off. */
  void forEach(Action action);

  /** What is done with a batch. */
  @FunctionalInterface
  interface Action {
    /**
     * Handles one batch.
     *
     * @param ids names of the files, one per sample
     */
    void on(Batch batch, long[] ids);
  }
}
