package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A pre-activation residual block, {@code (batch, in, height, width)} to {@code (batch, out,
 * height, width)}.
 *
 * <pre>{@code y = s(x) + 0.1 conv3(a(conv3(a(x)))),   a = leaky ReLU of slope 0.2}</pre>
 *
 * <p>s is the identity, or a 1x1 convolution without bias where the channels differ; between the
 * convolutions are min(in, out) channels. Mescheder et al. 2018, as MMVAE+ uses it.
 */
public final class ResidualBlock implements Layer {
  private static final double SCALE = 0.1;
  private static final double SLOPE = 0.2;

  private final Convolution first;
  private final Convolution second;
  private final @Nullable Convolution shortcut;

  public ResidualBlock(Parameters parameters, long in, long out) {
    long between = Math.min(in, out);
    first = new Convolution(parameters.child("conv1"), in, between, 3, 1, 1);
    second = new Convolution(parameters.child("conv2"), between, out, 3, 1, 1);
    shortcut = in == out ? null : Convolution.unbiased(parameters.child("shortcut"), in, out, 1);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor change = second.forward(activation(first.forward(activation(x))));
    Tensor kept = shortcut == null ? x : shortcut.forward(x);
    try (Scalar scale = new Scalar(SCALE)) {
      return kept.add(change, scale);
    }
  }

  /** Leaky ReLU of slope 0.2. */
  public static Tensor activation(Tensor x) {
    try (Scalar slope = new Scalar(SLOPE)) {
      return torch.leaky_relu(x, slope);
    }
  }
}
