package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

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
public final class Gru extends FusedCell {
  public Gru(Parameters parameters, long in, long width) {
    super(parameters, "aten::gru.input", in, width, 3, 1);
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Tensor last = state.get(0);
    Tensor ofInput = weights().ofInput(input);
    Tensor ofState = weights().ofState(last);
    Tensor r = gate(ofInput, 0).add(gate(ofState, 0)).sigmoid();
    Tensor u = gate(ofInput, 1).add(gate(ofState, 1)).sigmoid();
    Tensor n = gate(ofInput, 2).add(r.mul(gate(ofState, 2))).tanh();
    Tensor h = n.add(u.mul(last.sub(n))); // (1 - u) n + u h
    return new Step(h, List.of(h));
  }
}
