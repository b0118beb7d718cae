package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One layer of gated recurrent units.
 *
 * <pre>{@code
 * r = σ(W_ir x_t + b_ir + W_hr h_{t-1} + b_hr)
 * u = σ(W_iu x_t + b_iu + W_hu h_{t-1} + b_hu)
 * n = tanh(W_in x_t + b_in + r (W_hn h_{t-1} + b_hn))
 * h_t = (1 - u) n + u h_{t-1}
 * }</pre>
 *
 * <p>State: h, {@code (row, width)}, zeros at first. All places at once go through libtorch's fused
 * operator. Cho et al. 2014; the reset gate is applied after the matrix, as PyTorch and cuDNN do
 * (the paper applies it before).
 */
public final class Gru implements Recurrence {
  private final CellWeights weights;
  private final long width;

  public Gru(Parameters parameters, long in, long width) {
    this.weights = CellWeights.declare(parameters, in, width, 3);
    this.width = width;
  }

  @Override
  public Tensor forward(Tensor inputs) {
    Tensor zeros = torch.zeros(new long[] {1, inputs.size(0), width}, inputs.options());
    return Operators.call(
            "aten::gru.input",
            inputs,
            zeros,
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
    return List.of(torch.zeros(new long[] {rows, width}, like.options()));
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Tensor last = state.get(0);
    Tensor ofInput = weights.ofInput(input);
    Tensor ofState = weights.ofState(last);
    Tensor r = gate(ofInput, 0).add(gate(ofState, 0)).sigmoid();
    Tensor u = gate(ofInput, 1).add(gate(ofState, 1)).sigmoid();
    Tensor n = gate(ofInput, 2).add(r.mul(gate(ofState, 2))).tanh();
    Tensor h = n.add(u.mul(last.sub(n))); // (1 - u) n + u h
    return new Step(h, List.of(h));
  }

  private Tensor gate(Tensor gates, long index) {
    return gates.narrow(-1, index * width, width);
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public long width() {
    return width;
  }
}
