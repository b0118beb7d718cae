package dev.omnivae.core.objective;

import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Stateful;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What training minimises. One file per published objective, its whole formula on one screen; what
 * two objectives share are pure functions in {@link Bounds}.
 *
 * @param <M> the models it can train
 */
public interface Objective<M extends Model> extends Stateful {
  Loss of(Step<M> step);

  /**
   * Is called once before the first step of a run: what it looks at from outside, it opens here, or
   * fails. Evaluation never asks.
   *
   * @param say takes a line for the user
   */
  default void prepare(Consumer<String> say) {
    within()
        .values()
        .forEach(
            part -> {
              if (part instanceof Objective<?> objective) {
                objective.prepare(say);
              }
            });
  }

  /**
   * Why it cannot train on samples that lack modalities; empty when it can. The trainer refuses
   * with the reason.
   */
  default Optional<String> needsComplete() {
    return Optional.empty();
  }

  /**
   * Whether its loss has a term per modality and the codes they share, so that {@link Balanced} can
   * weigh them.
   */
  default boolean termPerModality() {
    return false;
  }

  /** The models this objective can train; the trainer checks. */
  Class<M> models();
}
