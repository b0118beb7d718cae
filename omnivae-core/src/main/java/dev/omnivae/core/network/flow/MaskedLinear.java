package dev.omnivae.core.network.flow;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = x (W ∘ M)ᵀ + b}, where unit i sees unit j only if degree i is at least degree j: the
 * layer of MADE.
 */
final class MaskedLinear {
  private final Parameter weight;
  private final Parameter bias;
  private final double[] connected;
  private @Nullable Tensor mask;

  /**
   * Declares it.
   *
   * @param in degree of every input
   * @param out degree of every output
   */
  MaskedLinear(Parameters parameters, int[] in, int[] out, Initialiser initialiser) {
    weight = parameters.declare("weight", initialiser, out.length, in.length);
    bias = parameters.declare("bias", initialiser, out.length);
    connected = new double[out.length * in.length];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < in.length; j++) {
        connected[i * in.length + j] = out[i] >= in[j] ? 1 : 0;
      }
    }
  }

  /**
   * The layer.
   *
   * @param weights what to make of the parameters first: nothing, or detach
   */
  Tensor forward(Tensor x, UnaryOperator<Tensor> weights) {
    Tensor w = weights.apply(weight.tensor());
    return torch.linear(x, w.mul(mask(w)), new TensorOptional(weights.apply(bias.tensor())));
  }

  private Tensor mask(Tensor like) {
    Tensor made = mask;
    if (made == null) {
      // retained: it outlives the scope of the step that happens to be the first
      made =
          Tensors.of(connected, Tensors.shape(like))
              .to(like.device(), like.scalar_type())
              .retainReference();
      mask = made;
    }
    return made;
  }
}
