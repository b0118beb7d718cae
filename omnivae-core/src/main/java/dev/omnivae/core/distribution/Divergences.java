package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Divergences between distributions, in closed form where there is one. */
public final class Divergences {
  private Divergences() {}

  /**
   * KL divergence, summed over the event.
   *
   * <pre>{@code KL(q, p) = E_q[log q(z) - log p(z)]}</pre>
   *
   * <p>In closed form for two distributions of one family; otherwise an unbiased Monte Carlo
   * estimate, which can be negative.
   *
   * @param noise for the estimate; unused in closed form
   * @param draws of the estimate
   * @return nats, {@code (...)}: leading axes broadcast
   */
  public static Tensor kl(Factorised q, Distribution p, Noise noise, long draws) {
    if (p instanceof Factorised factorised && q.hasKlTo(factorised)) {
      return Tensors.sumLast(q.klTo(factorised), q.eventAxes());
    }
    Tensor z = q.sample(noise, draws);
    return q.logProb(z).sub(p.logProb(z)).mean(0);
  }

  /**
   * Logarithm of the Bhattacharyya coefficient of two normal distributions: how much they overlap.
   *
   * <pre>{@code
   * log BC = log ∫ √(a(z) b(z)) dz
   *        = Σ_i [ -(μa - μb)² / 4(σa² + σb²) + ½ log(2 σa σb / (σa² + σb²)) ]
   * }</pre>
   *
   * <p>At most 0, and 0 only for a = b. From log scales, so that no variance over- or underflows.
   *
   * @return {@code (...)}: leading axes broadcast, summed over the last axis
   */
  public static Tensor logBhattacharyya(Normal a, Normal b) {
    Tensor logSum = torch.logaddexp(Tensors.times(a.logScale(), 2), Tensors.times(b.logScale(), 2));
    Tensor distance = a.location().sub(b.location()).square().mul(logSum.neg().exp());
    Tensor scales = Tensors.plus(a.logScale().add(b.logScale()).sub(logSum), Math.log(2));
    return Tensors.times(scales, 0.5).sub(Tensors.times(distance, 0.25)).sum(-1);
  }
}
