package dev.omnivae.eval.projection;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * A symmetric graph: how much every point has to do with its neighbours.
 *
 * @param starts where each point's edges begin; one more than points
 * @param to the other end of each edge, ascending within a point
 * @param weight of each edge
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record Affinities(int[] starts, int[] to, double[] weight) {
  private static final int TRIES = 64;
  private static final double CLOSE = 1e-5;

  /**
   * p_ij of t-SNE: the bandwidth of each point such that its neighbours, p_j|i ∝ exp(-β_i d²), have
   * this perplexity; then the mean of both directions. Sums to 1.
   */
  static Affinities perplexity(Neighbours neighbours, double perplexity) {
    int k = neighbours.count();
    int n = neighbours.index().length / k;
    double[] directed = new double[n * k];
    double[] p = new double[k];
    for (int i = 0; i < n; i++) {
      double low = 0;
      double high = Double.POSITIVE_INFINITY;
      // in units of the mean square distance, where 1 is a good first guess
      double unit = 0;
      for (int j = 0; j < k; j++) {
        unit += square(neighbours.distance(i, j)) / k;
      }
      double beta = 1;
      for (int trial = 0; trial < TRIES && unit > 0; trial++) {
        double excess = entropy(neighbours, i, beta / unit, p) - Math.log(perplexity);
        if (Math.abs(excess) < CLOSE) {
          break;
        }
        if (excess > 0) {
          low = beta;
          beta = Double.isInfinite(high) ? 2 * beta : (beta + high) / 2;
        } else {
          high = beta;
          beta = (beta + low) / 2;
        }
      }
      entropy(neighbours, i, unit > 0 ? beta / unit : 0, p);
      for (int j = 0; j < k; j++) {
        directed[i * k + j] = p[j] / (2.0 * n);
      }
    }
    return symmetric(neighbours, directed, Double::sum);
  }

  /** Fills p, which sums to 1; returns its entropy in nats. */
  private static double entropy(Neighbours neighbours, int i, double beta, double[] p) {
    double nearest = square(neighbours.distance(i, 0));
    double sum = 0;
    double weighted = 0;
    for (int j = 0; j < p.length; j++) {
      double beyond = square(neighbours.distance(i, j)) - nearest;
      p[j] = Math.exp(-beta * beyond);
      sum += p[j];
      weighted += p[j] * beta * beyond;
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return Math.log(sum) + weighted / sum;
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * Both directions of every edge joined.
   *
   * @param directed one weight a neighbour
   * @param join of the weights there and back, 0 where there is no such edge; symmetric
   */
  static Affinities symmetric(Neighbours neighbours, double[] directed, DoubleBinaryOperator join) {
    int k = neighbours.count();
    int n = neighbours.index().length / k;
    // every edge once for either end: key is the other end, value the place of its weight
    int[] size = new int[n];
    for (int e = 0; e < directed.length; e++) {
      size[e / k]++;
      size[neighbours.index()[e]]++;
    }
    long[][] ends = new long[n][];
    for (int i = 0; i < n; i++) {
      ends[i] = new long[size[i]];
      size[i] = 0;
    }
    for (int e = 0; e < directed.length; e++) {
      int i = e / k;
      int j = neighbours.index()[e];
      ends[i][size[i]++] = (long) j << 32 | e;
      ends[j][size[j]++] = (long) i << 32 | e;
    }
    int[] starts = new int[n + 1];
    int[] to = new int[2 * directed.length];
    double[] weight = new double[2 * directed.length];
    int edge = 0;
    for (int i = 0; i < n; i++) {
      Arrays.sort(ends[i]);
      for (int e = 0; e < ends[i].length; e++) {
        int other = (int) (ends[i][e] >>> 32);
        double one = directed[(int) ends[i][e]];
        double back = 0;
        if (e + 1 < ends[i].length && ends[i][e + 1] >>> 32 == other) {
          back = directed[(int) ends[i][++e]];
        }
        to[edge] = other;
        weight[edge++] = join.applyAsDouble(one, back);
      }
      starts[i + 1] = edge;
    }
    return new Affinities(starts, Arrays.copyOf(to, edge), Arrays.copyOf(weight, edge));
  }
}
