package dev.omnivae.eval.latent;

import dev.omnivae.core.distribution.Inversion;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.projection.Distances;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Clusters of points around their means.
 *
 * <pre>{@code minimise  Σ_i min_c |x_i - m_c|²}</pre>
 *
 * <p>Lloyd's iterations until no point changes its cluster, from the centres of k-means++ (Arthur
 * and Vassilvitskii 2007, section 2.2), the best of some starts. A cluster that loses all points
 * keeps its centre.
 *
 * @param starts at least 1
 * @param iterations of a start, at most
 */
public record KMeans(int starts, int iterations) {
  /** Ten starts, each to the end. */
  public static final KMeans THOROUGH = new KMeans(10, 300);

  /** Keeps the next seed a row where all rows are the same. */
  private static final double LEAST_WEIGHT = 1e-12;

  /**
   * What came of it.
   *
   * @param cluster of each point, {@code (point)} int64
   * @param inertia the minimum
   */
  public record Clustering(Tensor cluster, double inertia) {}

  /**
   * Finds clusters.
   *
   * @param points {@code (point, dimension)} float64
   * @param count of clusters, at most as many as there are points
   */
  public Clustering fit(Tensor points, int count, Noise noise) {
    if (count < 1 || count > points.size(0)) {
      throw new IllegalArgumentException(
          "clusters must be between 1 and the %d points, got %d".formatted(points.size(0), count));
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor x = points.sub(Tensors.mean(points, 0)); // distances lose no digits to it
      Clustering best = start(x, count, noise.stream("start0"));
      for (int s = 1; s < starts; s++) {
        Clustering other = start(x, count, noise.stream("start" + s));
        best = other.inertia < best.inertia ? other : best;
      }
      scope.keep(best.cluster);
      return best;
    }
  }

  private Clustering start(Tensor x, int count, Noise noise) {
    try (Scope scope = Scope.open()) {
      Tensor centres = seeds(x, count, noise);
      Tensor squares = Distances.squared(x, centres); // (point, cluster)
      Tensor nearest = nearest(squares);
      for (int i = 0; i < iterations; i++) {
        try (Scope inner = Scope.open()) {
          squares.copy_(Distances.squared(x, means(x, nearest, centres)));
          Tensor now = nearest(squares);
          if (now.equal(nearest)) {
            break;
          }
          nearest.copy_(now);
        }
      }
      scope.keep(nearest);
      return new Clustering(nearest, Tensors.item(squares.amin(new long[] {1}, false).sum()));
    }
  }

  private static Tensor nearest(Tensor squares) {
    return squares.argmin(new LongOptional(1), false);
  }

  /** Moves the centres to the means of their points. */
  private static Tensor means(Tensor x, Tensor nearest, Tensor centres) {
    Tensor members = torch.one_hot(nearest, centres.size(0)).to(x.scalar_type());
    Tensor sizes = members.sum(0).unsqueeze(1); // (cluster, 1)
    Tensor means = members.t().mm(x).div(sizes);
    return centres.copy_(torch.where(sizes.eq(Tensors.scalar(0, sizes)), centres, means));
  }

  /**
   * Centres, each next a point drawn in proportion to its squared distance from those there are.
   */
  private static Tensor seeds(Tensor x, int count, Noise noise) {
    Tensor u = noise.uniform(x, count);
    Tensor weights = torch.ones_like(x.select(1, 0));
    Tensor distance = Tensors.plus(weights, Double.POSITIVE_INFINITY);
    List<Tensor> centres = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Tensor chosen = Inversion.component(weights.div(weights.sum()), u.narrow(0, k, 1));
      Tensor centre = x.index_select(0, chosen); // (1, dimension)
      centres.add(centre);
      distance = distance.minimum(Tensors.sum(x.sub(centre).square(), 1));
      weights = Tensors.plus(distance, LEAST_WEIGHT);
    }
    return Tensors.cat(centres, 0);
  }
}
