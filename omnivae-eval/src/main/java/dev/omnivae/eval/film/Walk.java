package dev.omnivae.eval.film;

import dev.omnivae.eval.latent.Interpolation;
import java.util.List;

/**
 * From stop to stop and back to the first, slow at the stops: within a leg the way follows {@code
 * s²(3 - 2s)}.
 *
 * @param centre what a spherical way goes around
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Walk(List<double[]> stops, Interpolation interpolation, double[] centre)
    implements LatentPath {
  public Walk {
    stops = List.copyOf(stops);
  }

  @Override
  public double[] at(double time) {
    double place = time * stops.size();
    int leg = (int) Math.floor(place);
    double s = place - leg;
    return interpolation.between(
        stops.get(leg % stops.size()),
        stops.get((leg + 1) % stops.size()),
        s * s * (3 - 2 * s),
        centre);
  }

  /** The stop one comes from at a time. */
  public int from(double time) {
    return (int) Math.floor(time * stops.size()) % stops.size();
  }

  /** The stop one goes to. */
  public int to(double time) {
    return (from(time) + 1) % stops.size();
  }
}
