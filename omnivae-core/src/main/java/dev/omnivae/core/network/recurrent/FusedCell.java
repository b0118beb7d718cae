package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.state.Parameters;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What the cells share that libtorch has a fused operator for: weights of all gates in one matrix,
 * states of one width that begin as zeros, all places at once through the operator.
 */
abstract class FusedCell implements Recurrence {
  private final String operator;
  private final CellWeights weights;
  private final long width;
  private final int states;

  /**
   * A cell.
   *
   * @param operator ATen's, which takes its states as one tensor or, where there are several, as a
   *     list
   */
  FusedCell(Parameters parameters, String operator, long in, long width, long gates, int states) {
    this.operator = operator;
    this.weights = CellWeights.declare(parameters, in, width, gates);
    this.width = width;
    this.states = states;
  }

  @Override
  public final Tensor forward(Tensor inputs) {
    Tensor zeros = torch.zeros(new long[] {1, inputs.size(0), width}, inputs.options());
    return Operators.call(
            operator,
            inputs,
            states == 1 ? zeros : Collections.nCopies(states, zeros),
            weights.all(),
            true, // biases
            1L, // layers
            0.0, // dropout
            false, // training
            false, // bidirectional
            true) // batch first
        .get(0);
  }

  @Override
  public final List<Tensor> start(Tensor like, long rows) {
    Tensor zeros = torch.zeros(new long[] {rows, width}, like.options());
    return Collections.nCopies(states, zeros);
  }

  @Override
  public final int states() {
    return states;
  }

  @Override
  public final long width() {
    return width;
  }

  final CellWeights weights() {
    return weights;
  }

  /** One gate of all, {@code (row, width)}. */
  final Tensor gate(Tensor gates, long index) {
    return gates.narrow(-1, index * width, width);
  }
}
