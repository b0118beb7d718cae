package dev.omnivae.core.network.layer;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A pre-activation residual block, {@code (batch, in, height, width)} to {@code (batch, out,
 * height, width)}.
 *
 * <pre>{@code y = s(x) + c conv3(a(n₂(conv3(a(n₁(x)))))),   a = leaky ReLU of slope 0.2}</pre>
 *
 * <p>s is the identity, or a 1x1 convolution without bias where the channels differ; between the
 * convolutions are min(in, out) channels. Without normalisation (n the identity) c = 0.1: Mescheder
 * et al. 2018, as MMVAE+ uses it. With batch normalisation c = 1: He et al. 2016, "Identity
 * Mappings in Deep Residual Networks".
 */
public final class ResidualBlock implements Layer {
  private static final double SCALE = 0.1;
  private static final double SLOPE = 0.2;

  private final Layer change;
  private final double scale;
  private final @Nullable Convolution shortcut;

  /** Without normalisation. */
  public ResidualBlock(Parameters parameters, long in, long out) {
    this(parameters, in, out, false);
  }

  private ResidualBlock(Parameters parameters, long in, long out, boolean normalised) {
    long between = Math.min(in, out);
    Layer none = Activation.IDENTITY;
    change =
        Layer.sequence(
            List.of(
                normalised ? new BatchNorm(parameters.child("norm1"), in) : none,
                ResidualBlock::activation,
                new Convolution(parameters.child("conv1"), in, between, 3, 1, 1),
                normalised ? new BatchNorm(parameters.child("norm2"), between) : none,
                ResidualBlock::activation,
                new Convolution(parameters.child("conv2"), between, out, 3, 1, 1)));
    scale = normalised ? 1 : SCALE;
    shortcut = in == out ? null : Convolution.unbiased(parameters.child("shortcut"), in, out, 1);
  }

  /** With batch normalisation before both activations. */
  public static ResidualBlock normalised(Parameters parameters, long in, long out) {
    return new ResidualBlock(parameters, in, out, true);
  }

  @Override
  public Tensor forward(Tensor x) {
    return sum(x, change.forward(x));
  }

  @Override
  public Tensor forward(Tensor x, Noise noise) {
    return sum(x, change.forward(x, noise));
  }

  private Tensor sum(Tensor x, Tensor changed) {
    Tensor kept = shortcut == null ? x : shortcut.forward(x);
    try (Scalar by = new Scalar(scale)) {
      return kept.add(changed, by);
    }
  }

  /** Leaky ReLU of slope 0.2. */
  public static Tensor activation(Tensor x) {
    try (Scalar slope = new Scalar(SLOPE)) {
      return torch.leaky_relu(x, slope);
    }
  }
}
