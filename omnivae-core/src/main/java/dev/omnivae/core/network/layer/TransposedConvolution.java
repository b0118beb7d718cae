package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.FirstValues;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Two-dimensional transposed convolution: {@code (batch, in, height, width)} to {@code (batch, out,
 * height', width')} with {@code height' = (height - 1) stride - 2 padding + kernel +
 * outputPadding}.
 */
public final class TransposedConvolution implements Layer {
  private final String path;
  private final Parameter weight;
  private final Parameter bias;
  private final Geometry geometry;

  /** Kernel, stride, padding and output padding, each (height, width). */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Geometry(long[] kernel, long[] stride, long[] padding, long[] outputPadding) {
    /**
     * From one pixel to a map of that size: what a linear layer would do, with one bias a channel.
     */
    public static Geometry unfold(long height, long width) {
      return new Geometry(new long[] {height, width}, new long[] {1, 1}, new long[2], new long[2]);
    }

    /**
     * Upsampling by two, to an even or an odd size.
     *
     * @param kernel 4: padding 1; 3: padding 1, with an output row more where the size is even; 2:
     *     no padding
     * @throws IllegalArgumentException when a kernel of 2 or 4 cannot reach the size
     */
    public static Geometry twice(long kernel, long[] from, long[] to) {
      long[] kernels = new long[2];
      long[] extra = new long[2];
      long[] padding = new long[2];
      for (int axis = 0; axis < 2; axis++) {
        boolean odd = to[axis] == 2 * from[axis] - 1;
        if (!odd && to[axis] != 2 * from[axis]) {
          throw new IllegalArgumentException(
              "upsampling by two cannot go from " + from[axis] + " to " + to[axis]);
        }
        kernels[axis] = odd ? 3 : kernel;
        padding[axis] = kernels[axis] == 2 ? 0 : 1;
        extra[axis] = kernels[axis] == 3 && !odd ? 1 : 0;
      }
      return new Geometry(kernels, new long[] {2, 2}, padding, extra);
    }
  }

  public TransposedConvolution(Parameters parameters, long in, long out, Geometry geometry) {
    long area = geometry.kernel()[0] * geometry.kernel()[1];
    // PyTorch counts a transposed convolution's fan-in over its output channels
    Initialiser own = Initialiser.fanIn(out * area);
    FirstValues first = parameters.first();
    this.path = parameters.path();
    this.weight =
        parameters.declare(
            "weight",
            first.weights(out * area, in * area, own),
            in,
            out,
            geometry.kernel()[0],
            geometry.kernel()[1]);
    this.bias = parameters.declare("bias", first.biases(out * area, in * area, own), out);
    this.geometry = geometry;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Tensor forward(Tensor x) {
    return torch.conv_transpose2d(
        x,
        weight.tensor(),
        new TensorOptional(bias.tensor()),
        geometry.stride(),
        geometry.padding(),
        geometry.outputPadding(),
        1,
        1,
        1);
  }
}
