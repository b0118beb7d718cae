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
 * A block-diagonal matrix without bias: every head of the input is mapped by a matrix of its own.
 * {@code (..., heads * in)} to {@code (..., heads * out)}.
 */
final class HeadwiseLinear implements Layer {
  /** Up to this width one product with the whole matrix, zeros and all, beats one per head. */
  private static final long WHOLE = 512;

  private final Parameter weight;
  private final long heads;
  private final long in;
  private final long out;

  /**
   * Declares it.
   *
   * @param in width of one head
   * @param out width of one head's output
   */
  HeadwiseLinear(Parameters parameters, Initialiser initialiser, long heads, long in, long out) {
    this.weight = parameters.declare("weight", initialiser, heads, out, in);
    this.heads = heads;
    this.in = in;
    this.out = out;
  }

  @Override
  public Tensor forward(Tensor x) {
    if (heads * in <= WHOLE) {
      return torch.linear(x, whole(), new TensorOptional());
    }
    long[] shape = Tensors.shape(x);
    shape[shape.length - 1] = heads * out;
    return x.reshape(-1, heads, in)
        .transpose(0, 1) // (head, place, in)
        .bmm(weight.tensor().transpose(1, 2))
        .transpose(0, 1) // (place, head, out)
        .reshape(shape);
  }

  /** {@code (heads * out, heads * in)}, zero off its blocks. */
  private Tensor whole() {
    Tensor w = weight.tensor();
    Tensor diagonal = torch.eye(heads, w.options()).view(heads, 1, heads, 1);
    return w.unsqueeze(2).mul(diagonal).reshape(heads * out, heads * in);
  }
}
