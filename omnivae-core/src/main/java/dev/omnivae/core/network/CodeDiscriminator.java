package dev.omnivae.core.network;

import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Says of a code whether it was drawn as it is, or put together from dimensions of several: a
 * perceptron with leaky ReLU of slope 0.2 and one logit, above 0 for as it is.
 *
 * <p>Where it is right, the logit is the logarithm of the ratio of the two densities.
 */
public final class CodeDiscriminator {
  private static final double SLOPE = 0.2;

  private final List<Parameter> weights = new ArrayList<>();
  private final List<Parameter> biases = new ArrayList<>();

  /**
   * Declares it.
   *
   * @param latent dimensions of a code
   * @param hidden widths of the hidden layers
   */
  public CodeDiscriminator(Parameters parameters, long latent, List<Integer> hidden) {
    long in = latent;
    for (int i = 0; i <= hidden.size(); i++) {
      boolean last = i == hidden.size();
      long out = last ? 1 : hidden.get(i);
      Parameters layer = parameters.child(last ? "out" : "fc" + (i + 1));
      weights.add(layer.declare("weight", Initialiser.fanIn(in), out, in));
      biases.add(layer.declare("bias", Initialiser.fanIn(in), out));
      in = out;
    }
  }

  /** Logits, while it learns itself: {@code (batch, latent)} to {@code (batch)}. */
  public Tensor learn(Tensor codes) {
    return forward(codes, true);
  }

  /** As {@link #learn}, as a fixed judge: gradients reach the codes, but no weight of its own. */
  public Tensor judge(Tensor codes) {
    return forward(codes, false);
  }

  private Tensor forward(Tensor codes, boolean learns) {
    Tensor h = codes;
    try (Scalar slope = new Scalar(SLOPE)) {
      for (int i = 0; i < weights.size(); i++) {
        Tensor weight = weights.get(i).tensor();
        Tensor bias = biases.get(i).tensor();
        h =
            torch.linear(
                i == 0 ? h : torch.leaky_relu(h, slope),
                learns ? weight : weight.detach(),
                new TensorOptional(learns ? bias : bias.detach()));
      }
    }
    return h.squeeze(-1);
  }
}
