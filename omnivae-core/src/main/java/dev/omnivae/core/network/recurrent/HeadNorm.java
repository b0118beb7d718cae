package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Layer normalisation of every head alone, scaled by {@code 1 + w}, no shift: {@code (..., width)}
 * to the same. One head is plain layer normalisation.
 */
final class HeadNorm implements Layer {
  private static final double EPSILON = 1e-5;

  private final Parameter weight;
  private final long heads;
  private final long width;

  HeadNorm(Parameters parameters, long width, long heads) {
    this.weight = parameters.declare("weight", Initialiser.constant(0), width);
    this.heads = heads;
    this.width = width;
  }

  @Override
  public Tensor forward(Tensor x) {
    long[] shape = Tensors.shape(x);
    long[] head = {width / heads};
    Tensor normal =
        torch.layer_norm(
            x.reshape(-1, heads, head[0]),
            head,
            new TensorOptional(),
            new TensorOptional(),
            EPSILON,
            false);
    return normal.view(shape).mul(Tensors.plus(weight.tensor(), 1));
  }
}
