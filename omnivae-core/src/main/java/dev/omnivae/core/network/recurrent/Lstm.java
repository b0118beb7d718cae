package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One layer of long short-term memory.
 *
 * <pre>{@code
 * i, f, g, o = W_i x_t + b_i + W_h h_{t-1} + b_h
 * c_t = σ(f) c_{t-1} + σ(i) tanh(g)
 * h_t = σ(o) tanh(c_t)
 * }</pre>
 *
 * <p>State: h and c, {@code (row, width)} each, zeros at first. All places at once go through
 * libtorch's fused operator. Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al.
 * 2000; gates ordered as PyTorch orders them.
 */
public final class Lstm implements Recurrence {
  private final CellWeights weights;
  private final long width;

  public Lstm(Parameters parameters, long in, long width) {
    this.weights = CellWeights.declare(parameters, in, width, 4);
    this.width = width;
  }

  @Override
  public Tensor forward(Tensor inputs) {
    Tensor zeros = torch.zeros(new long[] {1, inputs.size(0), width}, inputs.options());
    return Operators.call(
            "aten::lstm.input",
            inputs,
            List.of(zeros, zeros),
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
  public List<Tensor> start(Tensor like, long rows) {
    Tensor zeros = torch.zeros(new long[] {rows, width}, like.options());
    return List.of(zeros, zeros);
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Tensor gates = weights.ofInput(input).add(weights.ofState(state.get(0)));
    Tensor i = gate(gates, 0).sigmoid();
    Tensor f = gate(gates, 1).sigmoid();
    Tensor g = gate(gates, 2).tanh();
    Tensor o = gate(gates, 3).sigmoid();
    Tensor c = f.mul(state.get(1)).add(i.mul(g));
    Tensor h = o.mul(c.tanh());
    return new Step(h, List.of(h, c));
  }

  private Tensor gate(Tensor gates, long index) {
    return gates.narrow(-1, index * width, width);
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public long width() {
    return width;
  }
}
