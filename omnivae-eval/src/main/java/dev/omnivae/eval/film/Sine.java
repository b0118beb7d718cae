package dev.omnivae.eval.film;

import dev.omnivae.eval.latent.Region;
import java.util.List;

/**
 * A large sine along chosen dimensions: the first once to and fro while the second goes twice, the
 * third three times, and so on.
 *
 * <pre>{@code z_d(t) = μ_d + A σ_d sin(2π k t)   for the k-th chosen dimension d}</pre>
 *
 * @param region of the mean μ and the spread σ
 * @param rest all other dimensions
 * @param amplitude A, in spreads
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Sine(Region region, double[] rest, List<Integer> dimensions, double amplitude)
    implements LatentPath {
  public Sine {
    dimensions = List.copyOf(dimensions);
  }

  @Override
  public double[] at(double time) {
    double[] point = rest.clone();
    for (int k = 0; k < dimensions.size(); k++) {
      int d = dimensions.get(k);
      double swing = amplitude * Math.sin(2 * Math.PI * (k + 1) * time);
      point[d] = region.mean()[d] + swing * region.spread()[d];
    }
    return point;
  }
}
