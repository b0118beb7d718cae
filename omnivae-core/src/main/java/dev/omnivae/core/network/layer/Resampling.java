package dev.omnivae.core.network.layer;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Smaller and larger maps without parameters: {@code (batch, channel, height, width)}. */
public final class Resampling {
  private static final long[] THREE = {3, 3};
  private static final long[] TWO = {2, 2};
  private static final long[] ONE = {1, 1};

  private Resampling() {}

  /** Averages of 3x3 pixels, every second one: half the size, rounded up. Padding counts as 0. */
  public static Tensor averagePool(Tensor x) {
    return torch.avg_pool2d(x, THREE, TWO, ONE, false, true, new LongOptional());
  }

  /**
   * Each pixel from the nearest one.
   *
   * @param size height and width of the result
   */
  public static Tensor nearest(Tensor x, long... size) {
    return torch.upsample_nearest2d(x, size, new DoubleOptional(), new DoubleOptional());
  }
}
