package dev.omnivae.core.distribution;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A distribution whose dimensions are independent: densities and divergences are also known per
 * dimension.
 */
public interface Factorised extends Distribution {
  /** Log density per dimension, in nats: {@code (..., event)}. */
  Tensor logDensity(Tensor x);

  /** Number of event axes of {@link #logDensity}: what {@link #logProb} sums. */
  int eventAxes();

  /** Standard deviation per dimension. */
  Tensor standardDeviation();

  /** Whether {@link #klTo} has a closed form against that distribution. */
  boolean hasKlTo(Factorised p);

  /**
   * KL(this, p) per dimension, in nats, non-negative: {@code (..., event)}, leading axes broadcast.
   *
   * @throws IllegalArgumentException when there is no closed form; see {@link Divergences#kl} for
   *     Monte Carlo
   */
  Tensor klTo(Factorised p);

  @Override
  Factorised map(UnaryOperator<Tensor> f);

  @Override
  default Factorised detach() {
    return map(Tensor::detach);
  }

  /** Distributions of one kind joined along a new axis over their parameters. */
  Factorised stack(List<? extends Factorised> all, long axis);
}
