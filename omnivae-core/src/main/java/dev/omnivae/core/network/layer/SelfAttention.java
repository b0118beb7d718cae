package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * Self-attention over the pixels of a map: {@code (batch, channel, height, width)} to the same
 * shape.
 *
 * <pre>{@code
 * a_ij = softmax_j (q_i · k_j)        y_i = x_i + γ Σ_j a_ij v_j
 * }</pre>
 *
 * <p>i and j are pixels; q, k and v are 1x1 convolutions of x, q and k with an eighth of the
 * channels (at least one). γ starts at 0, so that a network begins as if it had none. The matrix a
 * has (height width)² elements a sample: 65,536 at 16x16. Zhang et al. 2019, "Self-Attention
 * Generative Adversarial Networks", eq. 1 to 3, with the values' two convolutions in one, as in
 * their program's successors.
 */
public final class SelfAttention implements Layer {
  private final Convolution query;
  private final Convolution key;
  private final Convolution value;
  private final Parameter gamma;

  public SelfAttention(Parameters parameters, long channels) {
    long narrow = Math.max(1, channels / 8);
    query = new Convolution(parameters.child("query"), channels, narrow, 1, 1, 0);
    key = new Convolution(parameters.child("key"), channels, narrow, 1, 1, 0);
    value = new Convolution(parameters.child("value"), channels, channels, 1, 1, 0);
    gamma = parameters.declare("gamma", Initialiser.constant(0), 1);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor q = query.forward(x).flatten(2, -1); // (batch, narrow, pixel)
    Tensor k = key.forward(x).flatten(2, -1);
    Tensor v = value.forward(x).flatten(2, -1); // (batch, channel, pixel)
    Tensor weights = q.transpose(1, 2).bmm(k).softmax(-1); // (batch, i, j)
    Tensor seen = v.bmm(weights.transpose(1, 2)).view_as(x);
    return x.add(seen.mul(gamma.tensor()));
  }
}
