package dev.omnivae.core.network.layer;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * A pre-activation residual block of two linear layers: {@code (batch, width)} to the same shape.
 *
 * <pre>{@code y = x + W₂ a(n₂(W₁ a(n₁(x)) + b₁)) + b₂,   a = leaky ReLU of slope 0.2}</pre>
 *
 * <p>n is batch normalisation or the identity: {@link ResidualBlock} for features without pixels.
 */
public final class ResidualLinear implements Layer {
  private final Layer change;

  /**
   * Declares it.
   *
   * @param normalised whether n is batch normalisation
   */
  public ResidualLinear(Parameters parameters, long width, boolean normalised) {
    change =
        Layer.sequence(
            java.util.List.of(
                norm(parameters.child("norm1"), width, normalised),
                ResidualBlock::activation,
                new Linear(parameters.child("fc1"), width, width),
                norm(parameters.child("norm2"), width, normalised),
                ResidualBlock::activation,
                new Linear(parameters.child("fc2"), width, width)));
  }

  private static Layer norm(Parameters parameters, long width, boolean normalised) {
    return normalised ? new BatchNorm(parameters, width) : Activation.IDENTITY;
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.add(change.forward(x));
  }

  @Override
  public Tensor forward(Tensor x, Noise noise) {
    return x.add(change.forward(x, noise));
  }
}
