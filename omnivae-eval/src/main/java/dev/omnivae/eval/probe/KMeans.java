package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.projection.Distances;
import dev.omnivae.eval.projection.Points;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Clusters of points around their means.
 *
 * <pre>{@code minimise  Σ_i min_c |x_i - m_c|²}</pre>
 *
 * <p>Lloyd's iterations until no point changes its cluster, from the centres of k-means++ (Arthur
 * and Vassilvitskii 2007, section 2.2), the best of {@value #STARTS} starts. A cluster that loses
 * all points keeps its centre.
 */
public final class KMeans {
  private static final int STARTS = 10;
  private static final int MOST_ITERATIONS = 300;

  private KMeans() {}

  /**
   * What came of it.
   *
   * @param cluster of each point
   * @param inertia the minimum
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  public record Clustering(long[] cluster, double inertia) {}

  /**
   * Finds clusters.
   *
   * @param count of them, at most as many as there are points
   */
  public static Clustering of(Points points, int count, long seed) {
    if (count < 1 || count > points.size()) {
      throw new IllegalArgumentException(
          "clusters must be between 1 and the %d points, got %d".formatted(points.size(), count));
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor x = points.tensor().to(ScalarType.Double);
      x = x.sub(Tensors.mean(x, 0)); // distances lose no digits to it
      SplittableRandom random = new SplittableRandom(seed);
      Clustering best = lloyd(x, spread(x, count, random));
      for (int start = 1; start < STARTS; start++) {
        Clustering other = lloyd(x, spread(x, count, random));
        best = other.inertia < best.inertia ? other : best;
      }
      return best;
    }
  }

  /**
   * Centres, each next a point drawn in proportion to its squared distance from those there are.
   */
  private static Tensor spread(Tensor x, int count, SplittableRandom random) {
    long[] chosen = new long[count];
    chosen[0] = random.nextLong(x.size(0));
    double[] nearest = new double[Math.toIntExact(x.size(0))];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int c = 1; c < count; c++) {
      try (Scope scope = Scope.open()) {
        double[] squares = Tensors.doubles(Distances.squared(x, x.narrow(0, chosen[c - 1], 1)));
        double sum = 0;
        for (int i = 0; i < nearest.length; i++) {
          nearest[i] = Math.min(nearest[i], squares[i]);
          sum += nearest[i];
        }
        double rest = random.nextDouble() * sum;
        int i = 0;
        while (i < nearest.length - 1 && rest >= nearest[i]) {
          rest -= nearest[i++];
        }
        chosen[c] = i;
      }
    }
    return x.index_select(0, Tensors.of(chosen, count));
  }

  private static Clustering lloyd(Tensor x, Tensor first) {
    Tensor centres = first.clone();
    long[] cluster = new long[0];
    double inertia = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      try (Scope scope = Scope.open()) {
        Tensor squares = Distances.squared(x, centres); // (point, cluster)
        Tensor nearest = squares.argmin(new LongOptional(1), false);
        inertia = Tensors.item(squares.amin(new long[] {1}, false).sum());
        long[] now = Tensors.longs(nearest);
        if (Arrays.equals(now, cluster)) {
          break;
        }
        cluster = now;
        Tensor members = torch.one_hot(nearest, centres.size(0)).to(x.scalar_type());
        Tensor sizes = members.sum(0).unsqueeze(1); // (cluster, 1)
        Tensor means = members.t().mm(x).div(sizes);
        centres.copy_(torch.where(sizes.eq(Tensors.scalar(0, sizes)), centres, means));
      }
    }
    return new Clustering(cluster, inertia);
  }
}
