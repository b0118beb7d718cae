package dev.omnivae.eval.quality;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.projection.Distances;
import dev.omnivae.eval.projection.Neighbours;
import dev.omnivae.eval.projection.Points;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How far generated points lie where real ones are, and the other way round. Around each point x
 * stands the ball B_k(x) that reaches to its k-th neighbour among its own kind.
 *
 * <pre>{@code
 * precision = share of generated points in some B_3 of a real one
 * recall    = share of real points in some B_3 of a generated one
 * density   = mean over generated points of the number of real B_5 around it, / 5
 * coverage  = share of real points with a generated one in their B_5
 * }</pre>
 *
 * <p>Precision and recall: Kynkäänniemi et al. 2019, "Improved precision and recall metric", eq. 1
 * and 2, k = 3 as there; one outlier's large ball raises either. Density and coverage: Naeem et al.
 * 2020, "Reliable fidelity and diversity metrics", eq. 3 and 4, k = 5 as there, which only look at
 * balls of real points; density may pass 1. All depend on the number of points: compare what was
 * measured with as many.
 *
 * <p>Differs from the program of Naeem et al.: a point on the rim of a ball is inside, as in
 * Kynkäänniemi's equations, so that copies of real points count where real points repeat; theirs
 * takes one k for all four.
 */
public record Manifolds(double precision, double recall, double density, double coverage) {
  /** k of precision and recall. */
  public static final int NEAR = 3;

  /** k of density and coverage. */
  public static final int WIDE = 5;

  /** Distances to 5,000 points that are in memory at once: 20 MB of them. */
  private static final int ROWS = 512;

  /**
   * Compares.
   *
   * @param real of one width with {@code generated}; more than {@link #WIDE} points of either
   * @throws IllegalArgumentException with fewer
   */
  public static Manifolds of(Points real, Points generated) {
    if (Math.min(real.size(), generated.size()) <= WIDE) {
      throw new IllegalArgumentException(
          "points must be more than %d of either kind, got %d and %d"
              .formatted(WIDE, real.size(), generated.size()));
    }
    Neighbours ofReal = Neighbours.of(real, WIDE);
    Neighbours ofGenerated = Neighbours.of(generated, WIDE);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor x = real.tensor().to(ScalarType.Double);
      Tensor centre = Tensors.mean(x, 0); // distances lose no digits to it
      x = x.sub(centre);
      Tensor y = generated.tensor().to(ScalarType.Double).sub(centre);
      Tensor near = radii(ofReal, NEAR).unsqueeze(1);
      Tensor wide = radii(ofReal, WIDE).unsqueeze(1);
      Tensor nearOfGenerated = radii(ofGenerated, NEAR);
      Tensor precise = Tensors.zeros(ScalarType.Bool, generated.size());
      double recalled = 0;
      double balls = 0;
      double covered = 0;
      for (int from = 0; from < real.size(); from += ROWS) {
        try (Scope inner = Scope.open()) {
          long rows = Math.min(ROWS, real.size() - from);
          Tensor squares = Distances.squared(x.narrow(0, from, rows), y); // (real, generated)
          precise.logical_or_(squares.le(near.narrow(0, from, rows)).any(0));
          recalled += Tensors.item(squares.le(nearOfGenerated).any(1).sum());
          Tensor inside = squares.le(wide.narrow(0, from, rows));
          balls += Tensors.item(inside.sum());
          covered += Tensors.item(inside.any(1).sum());
        }
      }
      return new Manifolds(
          Tensors.item(precise.sum()) / generated.size(),
          recalled / real.size(),
          balls / ((double) WIDE * generated.size()),
          covered / real.size());
    }
  }

  /** Squared distance of each point to its k-th neighbour, {@code (point)} float64. */
  private static Tensor radii(Neighbours neighbours, int k) {
    int points = neighbours.distance().length / neighbours.count();
    return Tensors.of(neighbours.distance(), points, neighbours.count())
        .select(1, k - 1)
        .to(ScalarType.Double)
        .square();
  }
}
