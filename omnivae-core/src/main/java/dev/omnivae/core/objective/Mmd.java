package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Squared maximum mean discrepancy between two samples: 0 between samples of one distribution.
 *
 * <pre>{@code
 * MMD² = E[k(x, x')] + E[k(y, y')] - 2 E[k(x, y)],  k the mean of the kernel over its scales
 *
 * unbiased  means over pairs of two different draws of one sample: may be negative
 * biased    means over all pairs, a draw with itself among them: at least 0
 * }</pre>
 *
 * <p>Between 0 and 2 but for the estimate's error; not in nats. Gretton et al. 2012, "A Kernel
 * Two-Sample Test", eq. 3 and 5.
 *
 * @param scales s of {@link Kernel}: several see differences of several sizes
 */
public record Mmd(Kernel kernel, List<Double> scales, boolean unbiased) {
  private enum Estimate {
    UNBIASED,
    BIASED
  }

  public Mmd {
    scales = List.copyOf(scales);
  }

  /** From the keys {@code kernel}, {@code scales} and {@code estimate} of an objective. */
  static Mmd read(String kernel, List<Double> scales, String estimate, Settings settings) {
    if (scales.isEmpty() || scales.stream().anyMatch(scale -> !(scale > 0))) {
      throw InputException.of(
          settings.path("scales"), "positive numbers, at least one", scales, "write scales: [1.0]");
    }
    return new Mmd(
        Choices.of(Kernel.class, kernel, settings.path("kernel")),
        scales,
        Choices.of(Estimate.class, estimate, settings.path("estimate")) == Estimate.UNBIASED);
  }

  /**
   * The discrepancy.
   *
   * @param x {@code (n, dimension)}
   * @param y {@code (m, dimension)}
   * @return scalar; unbiased, a sample of one draw has no pair, and 0 stands for its discrepancy
   */
  public Tensor of(Tensor x, Tensor y) {
    if (unbiased && (x.size(0) < 2 || y.size(0) < 2)) {
      return Tensors.scalar(0, x);
    }
    Tensor between = of(squares(x, y)).mean();
    return within(x).add(within(y)).sub(Tensors.times(between, 2));
  }

  private Tensor within(Tensor x) {
    Tensor values = of(squares(x, x));
    if (!unbiased) {
      return values.mean();
    }
    double n = x.size(0);
    // k(x, x) is 1 for every kernel, whatever rounding makes of a distance of 0
    return Tensors.times(values.sum().sub(values.diagonal().sum()), 1 / (n * (n - 1)));
  }

  private Tensor of(Tensor squares) {
    Tensor sum = scales.stream().map(s -> kernel.of(squares, s)).reduce(Tensor::add).orElseThrow();
    return Tensors.times(sum, 1.0 / scales.size());
  }

  /** |x - y|² / 2D without an axis of dimensions: {@code (n, m)}. */
  private static Tensor squares(Tensor x, Tensor y) {
    Tensor cross = x.mm(y.t());
    Tensor sums = x.square().sum(-1).unsqueeze(1).add(y.square().sum(-1).unsqueeze(0));
    try (Scalar zero = new Scalar(0.0)) {
      Tensor squares = torch.sub(sums, Tensors.times(cross, 2)).clamp_min(zero);
      return Tensors.times(squares, 1.0 / (2 * x.size(-1)));
    }
  }
}
