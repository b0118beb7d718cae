package dev.omnivae.core.network.image;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Buffer;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * A weight over its largest singular value, so that the layer stretches nothing by more than one.
 *
 * <pre>{@code
 * v = Wᵀu / |Wᵀu|,  u = W v / |W v|      σ = uᵀ W v      W / σ
 * }</pre>
 *
 * <p>W is {@code (out, everything else)}. One step of the power iteration a training forward moves
 * u, a {@link Buffer}; u and v carry no gradient, σ does. The estimate σ is a lower bound of the
 * largest singular value, and converges to it. Miyato et al. 2018, algorithm 1.
 */
final class SpectralNorm {
  private static final double TINY = 1e-12;

  private final Buffer left;

  SpectralNorm(Parameters parameters, long out) {
    left = parameters.buffer("u", Initialiser.normal(1), out);
  }

  /**
   * The normalised weight.
   *
   * @param weight {@code (out, ...)}
   * @param iterate whether u moves
   */
  Tensor of(Tensor weight, boolean iterate) {
    Tensor matrix = weight.flatten(1, -1); // (out, rest)
    Tensor u;
    Tensor v;
    try (NoGrad off = NoGrad.open()) {
      // a copy: what a graph has saved must not move under it
      u = unit(left.tensor().clone());
      v = unit(matrix.t().mv(u));
      if (iterate) {
        u = unit(matrix.mv(v));
        left.tensor().copy_(u);
      }
    }
    Tensor sigma = u.dot(matrix.mv(v));
    return weight.div(sigma);
  }

  private static Tensor unit(Tensor vector) {
    return vector.div(Tensors.plus(vector.norm(), TINY));
  }
}
