package dev.omnivae.eval;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * Intervals of statistics of samples: the samples are drawn again with replacement, as many as
 * there are, over and over, and 95 of 100 values that come out lie in the interval.
 *
 * <p>The percentile interval: Efron and Tibshirani 1993, "An introduction to the bootstrap",
 * section 13.3. It tells what other samples of the same distribution would have given, not what
 * another training would. Of samples that all say the same it is a point.
 */
public final class Bootstrap {
  /** Times the samples are drawn again. */
  public static final int REPLICATES = 1_000;

  private static final double OUTSIDE = 0.025;

  /** Replicates whose weights are in memory at once: 4 MB of 20,000 samples. */
  private static final int AT_ONCE = 50;

  private Bootstrap() {}

  /** Numbers that samples come to. */
  @FunctionalInterface
  public interface Statistics {
    /**
     * Computes them.
     *
     * @param weights {@code (replicate, sample)} float32: how often each sample counts
     * @return {@code (replicate, statistic)}
     */
    Tensor of(Tensor weights);
  }

  /**
   * What came of it, by statistic; NaN where no sample has a part in one.
   *
   * @param value of the samples as they are
   * @param low and {@code high}: the interval's ends
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Intervals(double[] value, double[] low, double[] high) {
    /**
     * Numbers of {@code metrics.json}: of each key, value and ends.
     *
     * @param keys of the statistics in order
     */
    public void put(List<String> keys, Map<String, Double> values) {
      for (int i = 0; i < value.length; i++) {
        values.put(keys.get(i), value[i]);
        new Interval(low[i], high[i]).put(keys.get(i), values);
      }
    }
  }

  /**
   * Draws the samples again.
   *
   * @param samples how many there are
   */
  public static Intervals of(int samples, long seed, Statistics statistics) {
    float[] once = new float[samples];
    Arrays.fill(once, 1);
    double[] value = values(once, 1, statistics);
    double[][] drawn = new double[value.length][REPLICATES];
    SplittableRandom random = new SplittableRandom(seed);
    for (int from = 0; from < REPLICATES; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, REPLICATES - from);
      double[] some = values(weights(samples, count, random), count, statistics);
      for (int i = 0; i < some.length; i++) {
        drawn[i % value.length][from + i / value.length] = some[i];
      }
    }
    double[] low = new double[value.length];
    double[] high = new double[value.length];
    for (int s = 0; s < value.length; s++) {
      double[] sorted = Arrays.stream(drawn[s]).filter(v -> !Double.isNaN(v)).sorted().toArray();
      low[s] = quantile(sorted, OUTSIDE);
      high[s] = quantile(sorted, 1 - OUTSIDE);
    }
    return new Intervals(value, low, high);
  }

  /** How often each sample is drawn: {@code (replicate, sample)}, row-major. */
  private static float[] weights(int samples, int replicates, SplittableRandom random) {
    float[] weights = new float[replicates * samples];
    for (int r = 0; r < replicates; r++) {
      for (int i = 0; i < samples; i++) {
        weights[r * samples + random.nextInt(samples)]++;
      }
    }
    return weights;
  }

  private static double[] values(float[] weights, int replicates, Statistics statistics) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      return Tensors.doubles(
          statistics.of(Tensors.of(weights, replicates, weights.length / replicates)));
    }
  }

  /** Between neighbours in proportion; NaN of nothing. */
  static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
