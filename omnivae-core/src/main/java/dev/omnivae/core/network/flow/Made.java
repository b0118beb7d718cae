package dev.omnivae.core.network.flow;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A masked perceptron whose outputs for dimension d see only dimensions before d (and a context):
 * one pass gives all conditionals of an autoregressive model.
 *
 * <pre>{@code
 * degrees   input d: d (from 1);  hidden k: k mod D;  output d: d - 1
 * weight    from a unit of degree a to one of degree b kept where b ≥ a
 * α         5 tanh(raw / 5): a log scale that cannot overflow
 * }</pre>
 *
 * <p>Hidden units of degree 0 see the context alone, so that the first dimension depends on it too.
 * The last layer starts at zero: shift 0, log scale 0. Germain et al. 2015, "MADE: Masked
 * Autoencoder for Distribution Estimation".
 *
 * <p>Differs from the reference code: degrees follow each other instead of being drawn, so that a
 * model is the same after loading; the log scale is bounded.
 */
final class Made {
  private static final double LARGEST = 5;

  private final int width;
  private final List<MaskedLinear> layers = new ArrayList<>();
  private final @Nullable Parameter contextWeight;

  /**
   * What it says of every dimension.
   *
   * @param shift {@code (..., width)}
   * @param logScale {@code (..., width)}
   */
  record Affine(Tensor shift, Tensor logScale) {}

  /**
   * Declares it.
   *
   * @param width D
   * @param context width of the context, 0 for none
   * @param hidden units of each hidden layer
   * @param depth number of hidden layers
   */
  Made(Parameters parameters, int width, int context, int hidden, int depth) {
    this.width = width;
    int[] input = new int[width];
    int[] output = new int[2 * width];
    for (int d = 0; d < width; d++) {
      input[d] = d + 1;
      output[d] = d;
      output[width + d] = d;
    }
    int[] middle = new int[hidden];
    for (int k = 0; k < hidden; k++) {
      middle[k] = k % width;
    }
    int[] before = input;
    for (int layer = 1; layer <= depth; layer++) {
      layers.add(
          new MaskedLinear(
              parameters.child("fc" + layer), before, middle, Initialiser.fanIn(before.length)));
      before = middle;
    }
    layers.add(new MaskedLinear(parameters.child("out"), before, output, Initialiser.constant(0)));
    contextWeight =
        context == 0
            ? null
            : parameters
                .child("context")
                .declare("weight", Initialiser.fanIn(context), hidden, context);
  }

  /**
   * Shift and log scale of every dimension.
   *
   * @param v {@code (..., width)}
   * @param context {@code (batch, context)}, null without one
   * @param weights what to make of the parameters first
   */
  Affine of(Tensor v, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    Tensor h = layers.get(0).forward(v, weights);
    if (contextWeight != null) {
      if (context == null) {
        throw new IllegalArgumentException("context must be given to a flow built with one");
      }
      h = h.add(context.matmul(weights.apply(contextWeight.tensor()).t()));
    }
    for (MaskedLinear layer : layers.subList(1, layers.size())) {
      h = layer.forward(h.relu(), weights);
    }
    Tensor raw = h.narrow(-1, width, width);
    Tensor logScale = Tensors.times(Tensors.times(raw, 1 / LARGEST).tanh(), LARGEST);
    return new Affine(h.narrow(-1, 0, width), logScale);
  }

  int width() {
    return width;
  }
}
