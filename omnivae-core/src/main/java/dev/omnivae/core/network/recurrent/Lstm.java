package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

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
public final class Lstm extends FusedCell {
  public Lstm(Parameters parameters, long in, long width) {
    super(parameters, "aten::lstm.input", in, width, 4, 2);
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Tensor gates = weights().ofInput(input).add(weights().ofState(state.get(0)));
    Tensor i = gate(gates, 0).sigmoid();
    Tensor f = gate(gates, 1).sigmoid();
    Tensor g = gate(gates, 2).tanh();
    Tensor o = gate(gates, 3).sigmoid();
    Tensor c = f.mul(state.get(1)).add(i.mul(g));
    Tensor h = o.mul(c.tanh());
    return new Step(h, List.of(h, c));
  }
}
