package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The four parameters of a gated cell, in the order and with the first values of PyTorch: {@code
 * weight_ih (gates * width, in)}, {@code weight_hh (gates * width, width)}, a bias of each.
 */
record CellWeights(Parameter input, Parameter recurrent, Parameter inputBias, Parameter bias) {
  static CellWeights declare(Parameters at, long in, long width, long gates) {
    Initialiser initialiser = Initialiser.fanIn(width);
    return new CellWeights(
        at.declare("weight_ih", initialiser, gates * width, in),
        at.declare("weight_hh", initialiser, gates * width, width),
        at.declare("bias_ih", initialiser, gates * width),
        at.declare("bias_hh", initialiser, gates * width));
  }

  List<Tensor> all() {
    return List.of(input.tensor(), recurrent.tensor(), inputBias.tensor(), bias.tensor());
  }

  /** W_i x + b_i: {@code (row, gates * width)}. */
  Tensor ofInput(Tensor x) {
    return torch.linear(x, input.tensor(), new TensorOptional(inputBias.tensor()));
  }

  /** W_h h + b_h: {@code (row, gates * width)}. */
  Tensor ofState(Tensor h) {
    return torch.linear(h, recurrent.tensor(), new TensorOptional(bias.tensor()));
  }
}
