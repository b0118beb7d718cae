package dev.omnivae.core.network.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A causal network over sequences: all places at once for training, a step at a time for
 * generation. Both forms give the same numbers.
 */
public interface Recurrence {
  /**
   * Every place from itself and what stands before it.
   *
   * @param inputs {@code (row, token, in)}
   * @return {@code (row, token, width())}
   */
  Tensor forward(Tensor inputs);

  /**
   * The state before the first place.
   *
   * @param like gives element type and device
   * @return {@link #states()} tensors, rows on the first axis of each
   */
  List<Tensor> start(Tensor like, long rows);

  /**
   * One place further.
   *
   * @param input {@code (row, in)}
   * @param state from {@link #start} or the step before
   */
  Step step(Tensor input, List<Tensor> state);

  /** How many tensors a state is. */
  int states();

  /** Width of the output. */
  long width();

  /**
   * What a step gives.
   *
   * @param output {@code (row, width)}
   * @param state for the next step
   */
  record Step(Tensor output, List<Tensor> state) {
    public Step {
      state = List.copyOf(state);
    }
  }
}
