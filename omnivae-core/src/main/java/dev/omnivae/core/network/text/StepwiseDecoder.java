package dev.omnivae.core.network.text;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A model of the next token given a code and the tokens so far; all that generation needs. */
public interface StepwiseDecoder {
  /**
   * The state before the first token.
   *
   * @param z {@code (row, code)}
   * @return tensors with rows on the first axis, so that a search may reorder and drop rows
   */
  List<Tensor> start(Tensor z);

  /**
   * What follows a token.
   *
   * @param previous int64 {@code (row)}: bos at first
   * @param state from {@link #start} or the step before
   */
  Next next(Tensor previous, List<Tensor> state);

  /**
   * What may follow.
   *
   * @param logits {@code (row, vocabulary)}
   */
  record Next(Tensor logits, List<Tensor> state) {
    public Next {
      state = List.copyOf(state);
    }
  }
}
