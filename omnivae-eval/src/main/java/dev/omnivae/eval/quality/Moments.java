package dev.omnivae.eval.quality;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mean and covariance of rows that come batch by batch, in float64 on the processor.
 *
 * <pre>{@code
 * δ = x̄_B - x̄_A,   n = n_A + n_B
 * x̄ = x̄_A + δ n_B / n
 * S = S_A + S_B + δ δᵀ n_A n_B / n,   Σ = S / (n - 1)
 * }</pre>
 *
 * <p>No sum of squares is ever kept, of which a large mean would take the digits. Chan, Golub and
 * LeVeque 1983, "Algorithms for computing the sample variance", eq. 2.1. Lives as long as the scope
 * it is made in.
 */
public final class Moments {
  private final Tensor mean; // (feature)
  private final Tensor scatter; // S, (feature, feature)
  private long count;

  /** Of nothing yet. */
  public Moments(int width) {
    mean = Tensors.zeros(ScalarType.Double, width);
    scatter = Tensors.zeros(ScalarType.Double, width, width);
  }

  /**
   * Takes rows in.
   *
   * @param rows {@code (row, feature)}, may be none
   */
  public void add(Tensor rows) {
    long more = rows.size(0);
    if (more == 0) {
      return;
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor x = rows.to(mean.device(), ScalarType.Double);
      Tensor theirs = Tensors.mean(x, 0);
      Tensor centred = x.sub(theirs);
      Tensor shift = theirs.sub(mean);
      double share = (double) more / (count + more);
      scatter.add_(centred.t().mm(centred));
      scatter.add_(Tensors.times(shift.unsqueeze(1).mul(shift), share * count));
      mean.add_(Tensors.times(shift, share));
      count += more;
    }
  }

  /** Rows taken in. */
  public long count() {
    return count;
  }

  /** x̄, {@code (feature)}. */
  public Tensor mean() {
    return mean;
  }

  /**
   * Σ, {@code (feature, feature)}.
   *
   * @throws IllegalStateException with fewer than two rows
   */
  public Tensor covariance() {
    if (count < 2) {
      throw new IllegalStateException("a covariance needs at least 2 rows, got " + count);
    }
    return Tensors.times(scatter, 1.0 / (count - 1));
  }
}
