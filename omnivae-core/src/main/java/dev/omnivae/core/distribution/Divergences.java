package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

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
}
