package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Kernels of codes, of their distance per dimension.
 *
 * <pre>{@code
 * r² = |x - y|² / 2D           mean 1 between two draws of N(0, I)
 * rbf  exp(-r² / s)            s = D / 2: exp(-|x - y|² / D²), that of the InfoVAE program
 * imq  s / (s + r²)            = C / (C + |x - y|²) with C = 2D s: that of WAE
 * }</pre>
 */
public enum Kernel {
  RBF {
    @Override
    Tensor of(Tensor squares, double scale) {
      return Tensors.times(squares, -1 / scale).exp();
    }
  },
  IMQ {
    @Override
    Tensor of(Tensor squares, double scale) {
      return Tensors.times(Tensors.plus(squares, scale).reciprocal(), scale);
    }
  };

  /**
   * The kernel of given distances.
   *
   * @param squares r²
   * @param scale s
   */
  abstract Tensor of(Tensor squares, double scale);
}
