package dev.omnivae.eval.projection;

import java.util.SplittableRandom;

/**
 * UMAP with 15 neighbours and a least distance of 0.1.
 *
 * <pre>{@code
 * v_j|i = exp(-max(0, d_ij - ρ_i) / σ_i),  Σ_j v_j|i = log2 k;   v_ij = v_j|i + v_i|j - v_j|i v_i|j
 * w_ij = 1 / (1 + a |y_i - y_j|^2b);       minimise the cross entropy of w to v
 * }</pre>
 *
 * <p>ρ_i is the distance to the nearest neighbour. Edges are drawn in proportion to v, each with
 * five points that push away. McInnes, Healy and Melville 2018.
 *
 * <p>Differs from the reference code: starts from the principal components, not from the graph's
 * Laplacian, which is as good a start (Kobak and Linderman 2021) and cannot fail where the graph
 * falls apart; neighbours are exact; equal points are mapped once. One thread, so that a seed gives
 * one map.
 */
public final class Umap implements Projection {
  private static final int NEIGHBOURS = 15;
  private static final int NEGATIVES = 5;
  private static final int FEW = 10_000;
  private static final double SPREAD = 4;
  private static final double FARTHEST = 4; // of one step, per coordinate
  private static final int TRIES = 64;
  private static final double CLOSE = 1e-5;
  private static final double LEAST_SIGMA = 1e-3;

  /** The curve of least distance 0.1 and spread 1, as the reference code fits it. */
  private static final double A = 1.5769434603113077;

  private static final double B = 0.8950608779109733;

  @Override
  public String name() {
    return "umap";
  }

  @Override
  public String title() {
    return "UMAP";
  }

  @Override
  public Points map(Points all, long seed) {
    Distinct distinct = Distinct.of(all);
    Points points = distinct.points();
    double[] y = Start.of(points, SPREAD, seed);
    if (points.size() > 3) {
      layOut(y, graph(Neighbours.of(points, NEIGHBOURS)), new SplittableRandom(seed));
    }
    return distinct.all(Start.points(y));
  }

  /** v_ij. */
  static Affinities graph(Neighbours neighbours) {
    int k = neighbours.count();
    int n = neighbours.index().length / k;
    double[] directed = new double[n * k];
    for (int i = 0; i < n; i++) {
      double sigma = sigma(neighbours, i);
      for (int j = 0; j < k; j++) {
        directed[i * k + j] = near(neighbours, i, j, sigma);
      }
    }
    return Affinities.symmetric(neighbours, directed, (v, w) -> v + w - v * w);
  }

  private static double near(Neighbours neighbours, int i, int j, double sigma) {
    double beyond = neighbours.distance(i, j) - neighbours.distance(i, 0);
    return beyond <= 0 ? 1 : Math.exp(-beyond / sigma);
  }

  private static double sigma(Neighbours neighbours, int i) {
    int k = neighbours.count();
    double target = Math.log(k) / Math.log(2);
    double mean = 0;
    for (int j = 0; j < k; j++) {
      mean += neighbours.distance(i, j) / k;
    }
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double sigma = Math.max(mean, Double.MIN_NORMAL);
    for (int trial = 0; trial < TRIES; trial++) {
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += near(neighbours, i, j, sigma);
      }
      if (Math.abs(sum - target) < CLOSE) {
        break;
      }
      if (sum > target) {
        high = sigma;
        sigma = (sigma + low) / 2;
      } else {
        low = sigma;
        sigma = Double.isInfinite(high) ? 2 * sigma : (sigma + high) / 2;
      }
    }
    return Math.max(sigma, LEAST_SIGMA * Math.max(mean, Double.MIN_NORMAL));
  }

  private static void layOut(double[] y, Affinities graph, SplittableRandom random) {
    int n = y.length / 2;
    int epochs = n <= FEW ? 500 : 200;
    double most = 0;
    for (double weight : graph.weight()) {
      most = Math.max(most, weight);
    }
    // how many epochs lie between two draws of an edge, and when the next one is due
    double[] every = new double[graph.weight().length];
    double[] due = new double[every.length];
    for (int e = 0; e < every.length; e++) {
      every[e] = most / graph.weight()[e];
      due[e] = every[e];
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      double rate = 1 - (double) epoch / epochs;
      for (int i = 0; i < n; i++) {
        for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) {
          if (due[e] <= epoch) {
            due[e] += every[e];
            attract(y, i, graph.to()[e], rate);
            for (int negative = 0; negative < NEGATIVES; negative++) {
              repel(y, i, random.nextInt(n), rate);
            }
          }
        }
      }
    }
  }

  private static void attract(double[] y, int i, int j, double rate) {
    double dx = y[2 * i] - y[2 * j];
    double dy = y[2 * i + 1] - y[2 * j + 1];
    double d = dx * dx + dy * dy;
    if (d > 0) {
      double power = Math.pow(d, B);
      double pull = -2 * A * B * power / (d * (1 + A * power));
      double x = rate * clipped(pull * dx);
      double z = rate * clipped(pull * dy);
      y[2 * i] += x;
      y[2 * i + 1] += z;
      y[2 * j] -= x;
      y[2 * j + 1] -= z;
    }
  }

  private static void repel(double[] y, int i, int j, double rate) {
    double dx = y[2 * i] - y[2 * j];
    double dy = y[2 * i + 1] - y[2 * j + 1];
    double d = dx * dx + dy * dy;
    if (d > 0) {
      double push = 2 * B / ((0.001 + d) * (1 + A * Math.pow(d, B)));
      y[2 * i] += rate * clipped(push * dx);
      y[2 * i + 1] += rate * clipped(push * dy);
    }
  }

  private static double clipped(double step) {
    return Math.max(-FARTHEST, Math.min(FARTHEST, step));
  }
}
