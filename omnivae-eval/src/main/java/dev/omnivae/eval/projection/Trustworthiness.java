package dev.omnivae.eval.projection;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * How far neighbours on a map are neighbours in truth: 1 where every one of them is, less the
 * farther away those are that the map shows near.
 *
 * <pre>{@code
 * T(k) = 1 - 2 / (n k (2n - 3k - 1)) Σ_i Σ_{j in U_i} (r(i, j) - k)
 * }</pre>
 *
 * <p>U_i: the k nearest of point i on the map that are not among its k nearest in truth. r(i, j):
 * the rank of j by its distance to i in truth, 1 for the nearest; the best rank of those equally
 * far. Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods", eq. 3;
 * the factor scales the worst map to 0 for k below n / 2.
 */
public final class Trustworthiness {
  /** How many neighbours it is asked of, unless told. */
  public static final int NEIGHBOURS = 10;

  private Trustworthiness() {}

  /**
   * The trustworthiness of a map; NaN for too few points, no more than 2k.
   *
   * @param truth {@code (point, dimension)}
   * @param map {@code (point, 2)}, in the same order
   */
  public static double of(Points truth, Points map, int k) {
    long n = truth.size();
    if (map.size() != n) {
      throw new IllegalArgumentException(
          "a map must have as many points as what it shows, got %d of %d".formatted(map.size(), n));
    }
    if (n <= 2L * k) {
      return Double.NaN;
    }
    Neighbours shown = Neighbours.of(map, k);
    long[] excess = {0};
    Distances.forEach(
        truth,
        (squared, from) -> {
          int rows = (int) squared.size(0);
          long[] near = new long[rows * k];
          for (int i = 0; i < near.length; i++) {
            near[i] = shown.index()[from * k + i];
          }
          Tensor limits = squared.gather(1, Tensors.of(near, rows, k)); // (row, neighbour)
          for (int neighbour = 0; neighbour < k; neighbour++) {
            for (long nearer : Tensors.longs(squared.lt(limits.narrow(1, neighbour, 1)).sum(1))) {
              excess[0] += Math.max(0, nearer + 1 - k);
            }
          }
        });
    return 1 - 2.0 * excess[0] / ((double) n * k * (2 * n - 3L * k - 1));
  }
}
