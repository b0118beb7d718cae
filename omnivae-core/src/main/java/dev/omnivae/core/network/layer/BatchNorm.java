package dev.omnivae.core.network.layer;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.state.Buffer;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation per channel: {@code (batch, channel)} or {@code (batch, channel, height,
 * width)} to the same shape.
 *
 * <pre>{@code
 * y = γ (x - m) / sqrt(v + ε) + β
 * training     m, v: mean and biased variance over batch and pixels;
 *              running m, v move a tenth of the way to them (to the unbiased variance)
 * else         m, v: the running ones, nothing moves
 * }</pre>
 *
 * <p>Running statistics are {@link Buffer}s beside the parameters. Whether a step trains, its
 * {@link Noise} says; a layer whose parameters rest in this phase is as outside training. One value
 * a channel has no variance: there the running statistics are used even in training. Ioffe and
 * Szegedy 2015, algorithms 1 and 2; constants are PyTorch's.
 */
public final class BatchNorm implements Layer {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  private final Parameter scale;
  private final Parameter shift;
  private final Buffer mean;
  private final Buffer variance;

  public BatchNorm(Parameters parameters, long channels) {
    scale = parameters.declare("weight", Initialiser.constant(1), channels);
    shift = parameters.declare("bias", Initialiser.constant(0), channels);
    mean = parameters.buffer("running_mean", Initialiser.constant(0), channels);
    variance = parameters.buffer("running_var", Initialiser.constant(1), channels);
  }

  @Override
  public Tensor forward(Tensor x) {
    return normalised(x, false);
  }

  @Override
  public Tensor forward(Tensor x, Noise noise) {
    return normalised(x, noise.training() && !scale.resting() && x.numel() > x.size(1));
  }

  @Override
  public boolean follows() {
    return true;
  }

  private Tensor normalised(Tensor x, boolean training) {
    return torch.batch_norm(
        x,
        new TensorOptional(scale.tensor()),
        new TensorOptional(shift.tensor()),
        new TensorOptional(mean.tensor()),
        new TensorOptional(variance.tensor()),
        training,
        MOMENTUM,
        EPSILON,
        true);
  }
}
