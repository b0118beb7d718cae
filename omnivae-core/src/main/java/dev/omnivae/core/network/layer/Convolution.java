package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.FirstValues;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution: {@code (batch, in, height, width)} to {@code (batch, out, height',
 * width')}.
 */
public final class Convolution implements Layer {
  private static final long[] DILATION = {1, 1};

  private final String path;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final long[] stride;
  private final long[] padding;

  public Convolution(
      Parameters parameters, long in, long out, long kernel, long stride, long padding) {
    this(parameters, in, out, kernel, stride, padding, true);
  }

  private Convolution(
      Parameters parameters,
      long in,
      long out,
      long kernel,
      long stride,
      long padding,
      boolean biased) {
    long area = kernel * kernel;
    Initialiser own = Initialiser.fanIn(in * area);
    FirstValues first = parameters.first();
    this.path = parameters.path();
    this.weight =
        parameters.declare(
            "weight", first.weights(in * area, out * area, own), out, in, kernel, kernel);
    this.bias =
        biased ? parameters.declare("bias", first.biases(in * area, out * area, own), out) : null;
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {padding, padding};
  }

  /** Stride 1, no padding, no bias. */
  public static Convolution unbiased(Parameters parameters, long in, long out, long kernel) {
    return new Convolution(parameters, in, out, kernel, 1, 0, false);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Tensor forward(Tensor x) {
    TensorOptional added = bias == null ? new TensorOptional() : new TensorOptional(bias.tensor());
    return torch.conv2d(x, weight.tensor(), added, stride, padding, DILATION, 1);
  }
}
