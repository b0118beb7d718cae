package dev.omnivae.eval.metric;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Structural similarity of images.
 *
 * <pre>{@code
 * SSIM(x, y) = (2 μ_x μ_y + C₁)(2 σ_xy + C₂) / ((μ_x² + μ_y² + C₁)(σ_x² + σ_y² + C₂))
 * C₁ = 0.01², C₂ = 0.03²      for pixels in [0, 1]
 * }</pre>
 *
 * <p>Means, variances and covariance are weighted by a Gaussian window of 11x11 pixels and standard
 * deviation 1.5 that lies wholly within the image; the mean is over all places of the window, and
 * over channels. 1 for equal images. Wang, Bovik, Sheikh and Simoncelli 2004, "Image Quality
 * Assessment: From Error Visibility to Structural Similarity", eq. 13 to 17, who look at grey
 * images alone.
 */
public final class StructuralSimilarity {
  /** Side of the window in pixels. */
  public static final int WINDOW = 11;

  private static final double DEVIATION = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;
  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};

  private StructuralSimilarity() {}

  /**
   * Of images pair by pair.
   *
   * @param x {@code (batch, channel, height, width)}, pixels in [0, 1], sides of at least {@link
   *     #WINDOW}
   * @param y the same shape
   * @return {@code (batch)}, between -1 and 1
   */
  public static Tensor of(Tensor x, Tensor y) {
    Tensor meanX = smooth(x);
    Tensor meanY = smooth(y);
    Tensor product = meanX.mul(meanY);
    Tensor squares = meanX.square().add(meanY.square());
    Tensor covariance = smooth(x.mul(y)).sub(product);
    Tensor variances = smooth(x.square().add(y.square())).sub(squares);
    Tensor above = Tensors.affine(product, 2, C1).mul(Tensors.affine(covariance, 2, C2));
    Tensor below = Tensors.plus(squares, C1).mul(Tensors.plus(variances, C2));
    return Tensors.mean(above.div(below), 1, 2, 3);
  }

  /** Weighted means, first over columns, then over rows: the window is a product. */
  private static Tensor smooth(Tensor x) {
    double[] weights = new double[WINDOW];
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      double distance = (i - WINDOW / 2) / DEVIATION;
      weights[i] = Math.exp(-0.5 * distance * distance);
      sum += weights[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      weights[i] /= sum;
    }
    long channels = x.size(1);
    Tensor window =
        Tensors.of(weights, 1, 1, WINDOW, 1)
            .to(x.device(), x.scalar_type())
            .expand(channels, 1, WINDOW, 1);
    TensorOptional none = new TensorOptional();
    Tensor rows = torch.conv2d(x, window, none, ONE, NONE, ONE, channels);
    return torch.conv2d(rows, window.transpose(2, 3), none, ONE, NONE, ONE, channels);
  }
}
