package dev.omnivae.eval.latent;

import dev.omnivae.eval.projection.Pca;
import dev.omnivae.eval.projection.Points;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Where the codes of the data lie: mean and spread of their posterior means, per dimension. What is
 * shown of a latent space is shown here, whatever prior it was trained under, if any.
 *
 * @param mean per dimension
 * @param spread standard deviation per dimension
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Region(double[] mean, double[] spread) {
  /** Of codes. */
  public static Region of(Points codes) {
    double[] mean = new double[codes.width()];
    double[] spread = new double[codes.width()];
    for (int d = 0; d < mean.length; d++) {
      for (int i = 0; i < codes.size(); i++) {
        mean[d] += codes.at(i, d) / (double) codes.size();
      }
      for (int i = 0; i < codes.size(); i++) {
        double away = codes.at(i, d) - mean[d];
        spread[d] += away * away / codes.size();
      }
      spread[d] = Math.sqrt(spread[d]);
    }
    return new Region(mean, spread);
  }

  public int width() {
    return mean.length;
  }

  /** Random points: normal with this mean and spread. */
  public List<double[]> draw(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double[] point = new double[width()];
              for (int d = 0; d < point.length; d++) {
                point[d] = mean[d] + spread[d] * random.nextGaussian();
              }
              return point;
            })
        .toList();
  }

  /** The dimensions that spread most, most first. */
  public List<Integer> widest(int most) {
    return IntStream.range(0, width())
        .boxed()
        .sorted(Comparator.comparingDouble(d -> -spread[d]))
        .limit(most)
        .toList();
  }

  /** A point, one dimension of which is so many spreads from the mean instead. */
  public double[] along(double[] from, int dimension, double spreads) {
    double[] point = from.clone();
    point[dimension] = mean[dimension] + spreads * spread[dimension];
    return point;
  }

  /**
   * A plane on which a latent space is drawn: its own two dimensions, else principal components.
   */
  public static Pca.Plane plane(Points codes) {
    if (codes.width() != 2) {
      return Pca.fit(codes);
    }
    double[][] axes = {{1, 0}, {0, 1}};
    return new Pca.Plane(new double[2], axes, new double[] {0, 0});
  }

  /** Points as rows. */
  public static Points points(List<double[]> rows) {
    int width = rows.get(0).length;
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows.get(i / width)[i % width];
    }
    return new Points(values, width);
  }
}
