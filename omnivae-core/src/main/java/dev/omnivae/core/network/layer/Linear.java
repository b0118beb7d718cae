package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@code y = x Wᵀ + b}: {@code (..., in)} to {@code (..., out)}. */
public final class Linear implements Layer {
  private final Parameter weight;
  private final Parameter bias;

  public Linear(Parameters parameters, long in, long out) {
    Initialiser initialiser = Initialiser.fanIn(in);
    weight = parameters.declare("weight", initialiser, out, in);
    bias = parameters.declare("bias", initialiser, out);
  }

  @Override
  public Tensor forward(Tensor x) {
    return torch.linear(x, weight.tensor(), new TensorOptional(bias.tensor()));
  }
}
