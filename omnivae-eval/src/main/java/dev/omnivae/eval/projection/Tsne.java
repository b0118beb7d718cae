package dev.omnivae.eval.projection;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * t-SNE with the approximation of Barnes and Hut.
 *
 * <pre>{@code
 * p_j|i ∝ exp(-|x_i - x_j|² / 2σ_i²),  σ_i such that the perplexity is 30;  p_ij = (p_j|i + p_i|j) / 2n
 * q_ij ∝ 1 / (1 + |y_i - y_j|²);       minimise KL(p, q)
 * }</pre>
 *
 * <p>Neighbours beyond three times the perplexity count nothing; repulsion by a {@link QuadTree}
 * with θ = 0.5. 750 steps with momentum and gains, the first 250 with p twelvefold. Van der Maaten
 * and Hinton 2008; van der Maaten 2014.
 *
 * <p>Differs from the reference code: starts from the principal components, not from noise, so that
 * the place of clusters means something, with a learning rate of n / 12 (Kobak and Berens 2019).
 * Neighbours are exact; equal points are mapped once. Every point's force is summed on its own, so
 * that threads change nothing.
 */
public final class Tsne implements Projection {
  private static final double PERPLEXITY = 30;
  private static final int STEPS = 750;
  private static final int EARLY = 250;
  private static final double EXAGGERATION = 12;
  private static final double THETA = 0.5;
  private static final double START = 1e-4;
  private static final double LEAST_RATE = 50;
  private static final double LEAST_GAIN = 0.01;

  @Override
  public String name() {
    return "tsne";
  }

  @Override
  public String title() {
    return "t-SNE";
  }

  @Override
  public Points map(Points all, long seed) {
    Distinct distinct = Distinct.of(all);
    Points points = distinct.points();
    int n = points.size();
    double[] y = Start.of(points, START, seed);
    if (n > 3) {
      double perplexity = Math.min(PERPLEXITY, (n - 1) / 3.0);
      Affinities p =
          Affinities.perplexity(Neighbours.of(points, (int) (3 * perplexity)), perplexity);
      descend(y, p, Math.max(LEAST_RATE, n / EXAGGERATION));
    }
    return distinct.all(Start.points(y));
  }

  private static void descend(double[] y, Affinities p, double rate) {
    int n = y.length / 2;
    double[] velocity = new double[y.length];
    double[] gain = new double[y.length];
    Arrays.fill(gain, 1);
    double[] gradient = new double[y.length];
    for (int step = 0; step < STEPS; step++) {
      boolean early = step < EARLY;
      gradient(y, p, early ? EXAGGERATION : 1, gradient);
      double momentum = early ? 0.5 : 0.8;
      for (int c = 0; c < y.length; c++) {
        boolean against = Math.signum(gradient[c]) == Math.signum(velocity[c]);
        gain[c] = Math.max(LEAST_GAIN, against ? gain[c] * 0.8 : gain[c] + 0.2);
        velocity[c] = momentum * velocity[c] - rate * gain[c] * gradient[c];
        y[c] += velocity[c];
      }
      centre(y, n);
    }
  }

  private static void gradient(double[] y, Affinities p, double exaggeration, double[] into) {
    int n = y.length / 2;
    QuadTree tree = new QuadTree(y);
    double[] repulsion = new double[y.length];
    double[] weight = new double[n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double[] force = new double[2];
              weight[i] = tree.repel(y[2 * i], y[2 * i + 1], THETA, force);
              repulsion[2 * i] = force[0];
              repulsion[2 * i + 1] = force[1];
              double x = 0;
              double z = 0;
              for (int e = p.starts()[i]; e < p.starts()[i + 1]; e++) {
                int j = p.to()[e];
                double dx = y[2 * i] - y[2 * j];
                double dy = y[2 * i + 1] - y[2 * j + 1];
                double pull = p.weight()[e] / (1 + dx * dx + dy * dy);
                x += pull * dx;
                z += pull * dy;
              }
              into[2 * i] = x;
              into[2 * i + 1] = z;
            });
    double total = Arrays.stream(weight).sum(); // in order, whatever the threads
    for (int c = 0; c < y.length; c++) {
      into[c] = 4 * (exaggeration * into[c] - repulsion[c] / total);
    }
  }

  private static void centre(double[] y, int n) {
    double x = 0;
    double z = 0;
    for (int i = 0; i < n; i++) {
      x += y[2 * i] / n;
      z += y[2 * i + 1] / n;
    }
    for (int i = 0; i < n; i++) {
      y[2 * i] -= x;
      y[2 * i + 1] -= z;
    }
  }
}
