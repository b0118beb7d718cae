package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** {@code y = x Wᵀ + b}, or without b: {@code (..., in)} to {@code (..., out)}. */
public final class Linear implements Layer {
  private final String path;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  public Linear(Parameters parameters, long in, long out) {
    this(
        parameters,
        in,
        out,
        parameters.first().weights(in, out, Initialiser.fanIn(in)),
        parameters.first().biases(in, out, Initialiser.fanIn(in)));
  }

  /**
   * With first values of its own.
   *
   * @param biased first values of the bias; null for none
   */
  public Linear(
      Parameters parameters, long in, long out, Initialiser weights, @Nullable Initialiser biased) {
    path = parameters.path();
    weight = parameters.declare("weight", weights, out, in);
    bias = biased == null ? null : parameters.declare("bias", biased, out);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Tensor forward(Tensor x) {
    TensorOptional added = bias == null ? new TensorOptional() : new TensorOptional(bias.tensor());
    return torch.linear(x, weight.tensor(), added);
  }
}
