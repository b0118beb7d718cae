package dev.omnivae.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.projection.Points;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ManifoldsTest {
  private static final int WIDTH = 2;

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void countsAsPlainLoopsOverAllPairsDo() {
    // more rows than are compared at once
    Points real = cloud(600, 0, 1, 1);
    Points generated = cloud(430, 1, 0.6, 2);

    Manifolds found = Manifolds.of(real, generated);

    double[] near = radii(real, Manifolds.NEAR);
    double[] wide = radii(real, Manifolds.WIDE);
    double[] nearOfGenerated = radii(generated, Manifolds.NEAR);
    double precision =
        share(generated, j -> any(real, i -> distance(real, i, generated, j) <= near[i]));
    double recall =
        share(
            real, i -> any(generated, j -> distance(real, i, generated, j) <= nearOfGenerated[j]));
    double coverage =
        share(real, i -> any(generated, j -> distance(real, i, generated, j) <= wide[i]));
    long balls = 0;
    for (int i = 0; i < real.size(); i++) {
      for (int j = 0; j < generated.size(); j++) {
        balls += distance(real, i, generated, j) <= wide[i] ? 1 : 0;
      }
    }
    assertThat(found.precision()).isEqualTo(precision, within(1e-12));
    assertThat(found.recall()).isEqualTo(recall, within(1e-12));
    assertThat(found.coverage()).isEqualTo(coverage, within(1e-12));
    assertThat(found.density())
        .isEqualTo((double) balls / (Manifolds.WIDE * generated.size()), within(1e-12));
    // the clouds overlap in part: no share is trivial
    assertThat(List.of(precision, recall, coverage)).allMatch(s -> s > 0.2 && s < 0.99);
  }

  @Test
  void drawsOfOneDistributionAreDenseAndCoverAsExpected() {
    Manifolds same = Manifolds.of(cloud(2000, 0, 1, 3), cloud(2000, 0, 1, 4));

    // expectations 1 and 1 - 2^-5; about four standard errors over seeds
    assertThat(same.density()).isCloseTo(1, within(0.1));
    assertThat(same.coverage()).isCloseTo(1 - 1.0 / 32, within(0.02));
  }

  @Test
  void samplesThatAreAllAlikeArePreciseButCoverNothing() {
    Points real = cloud(500, 0, 1, 5);
    float[] copies = new float[500 * WIDTH]; // the middle of the cloud, over and over
    Manifolds found = Manifolds.of(real, new Points(copies, WIDTH));

    assertThat(found.precision()).isEqualTo(1);
    assertThat(found.recall()).isZero();
    assertThat(found.coverage()).isLessThan(0.05);
  }

  @Test
  void fewerPointsThanNeighboursAreRefused() {
    assertThatThrownBy(() -> Manifolds.of(cloud(9, 0, 1, 1), cloud(5, 0, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("points must be more than 5 of either kind, got 9 and 5");
  }

  private static Points cloud(int size, double centre, double deviation, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (centre + deviation * random.nextGaussian());
    }
    return new Points(values, WIDTH);
  }

  private static double distance(Points a, int i, Points b, int j) {
    return Math.hypot(a.at(i, 0) - b.at(j, 0), a.at(i, 1) - b.at(j, 1));
  }

  private static double[] radii(Points points, int k) {
    return IntStream.range(0, points.size())
        .mapToDouble(
            i -> {
              double[] others =
                  IntStream.range(0, points.size())
                      .filter(j -> j != i)
                      .mapToDouble(j -> distance(points, i, points, j))
                      .toArray();
              Arrays.sort(others);
              return others[k - 1];
            })
        .toArray();
  }

  private static boolean any(Points points, IntPredicate holds) {
    return IntStream.range(0, points.size()).anyMatch(holds);
  }

  private static double share(Points points, IntPredicate holds) {
    return (double) IntStream.range(0, points.size()).filter(holds).count() / points.size();
  }
}
