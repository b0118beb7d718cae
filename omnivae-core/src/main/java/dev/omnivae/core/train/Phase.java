package dev.omnivae.core.train;

import dev.omnivae.core.config.InputException;
import java.util.List;

/**
 * A stretch of training. Optimisers, early stopping and the choice of the best checkpoint start
 * afresh with each.
 */
public record Phase(int index, TrainingSettings settings, List<Turn> turns) {
  public Phase {
    turns = List.copyOf(turns);
  }

  public String name() {
    return settings.name();
  }

  /**
   * Steps in an epoch of that many samples: the last incomplete batch is dropped.
   *
   * @throws InputException when there are fewer samples than one batch
   */
  public long stepsPerEpoch(long samples) {
    if (samples < settings.batchSize()) {
      throw InputException.of(
          "training.batch_size",
          "at most the " + samples + " training samples",
          settings.batchSize(),
          "make it smaller");
    }
    return samples / settings.batchSize();
  }

  /** Steps of the whole phase. */
  public long steps(long samples) {
    return Math.max(1, (long) Math.ceil(settings.epochs() * stepsPerEpoch(samples) - 1e-9));
  }

  /** Steps between validations; 0 for only at the end. */
  long validateEvery(long samples) {
    return settings.validateEvery() == 0
        ? 0
        : Math.max(1, Math.round(settings.validateEvery() * stepsPerEpoch(samples)));
  }
}
