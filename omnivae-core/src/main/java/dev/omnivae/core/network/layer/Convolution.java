package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Two-dimensional convolution: {@code (batch, in, height, width)} to {@code (batch, out, height',
 * width')}.
 */
public final class Convolution implements Layer {
  private static final long[] DILATION = {1, 1};

  private final Parameter weight;
  private final Parameter bias;
  private final long[] stride;
  private final long[] padding;

  public Convolution(
      Parameters parameters, long in, long out, long kernel, long stride, long padding) {
    Initialiser initialiser = Initialiser.fanIn(in * kernel * kernel);
    this.weight = parameters.declare("weight", initialiser, out, in, kernel, kernel);
    this.bias = parameters.declare("bias", initialiser, out);
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {padding, padding};
  }

  @Override
  public Tensor forward(Tensor x) {
    return torch.conv2d(
        x, weight.tensor(), new TensorOptional(bias.tensor()), stride, padding, DILATION, 1);
  }
}
