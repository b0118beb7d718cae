package dev.omnivae.eval.film;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.eval.latent.Interpolation;
import dev.omnivae.eval.latent.Region;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PathTest {
  private static final Region REGION = new Region(new double[] {1, -2, 0}, new double[] {2, 1, 3});
  private static final List<double[]> STOPS = REGION.draw(5, 3);

  static Stream<LatentPath> all() {
    return Stream.of(
        new ClosedSpline(STOPS),
        new ClosedSpline(STOPS).evenly(),
        new Sine(REGION, STOPS.get(0), List.of(2, 0), 2.5),
        new Walk(STOPS, Interpolation.LINEAR, REGION.mean()),
        new Walk(STOPS, Interpolation.SPHERICAL, REGION.mean()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aFilmLoopsWithoutASeam(LatentPath path) {
    double[][] points = path.points(200);
    double[] steps = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      steps[i] = distance(points[i], points[(i + 1) % points.length]);
    }

    assertThat(path.at(1)).containsExactly(path.at(0), within(1e-9));
    // from the last frame to the first no farther than between any neighbours
    double longest = Arrays.stream(steps, 0, steps.length - 1).max().orElseThrow();
    assertThat(steps[steps.length - 1]).isLessThanOrEqualTo(longest * (1 + 1e-9));
    assertThat(longest).isPositive();
  }

  @Test
  void theSplineGoesThroughItsPointsWithoutACorner() {
    ClosedSpline spline = new ClosedSpline(STOPS);

    for (int i = 0; i < STOPS.size(); i++) {
      double time = (double) i / STOPS.size();
      assertThat(spline.at(time)).containsExactly(STOPS.get(i), within(1e-9));
      double h = 1e-6;
      double[] before = spline.at(Math.floorMod(i, STOPS.size()) == 0 ? 1 - h : time - h);
      double[] after = spline.at(time + h);
      for (int d = 0; d < 3; d++) {
        double left = (STOPS.get(i)[d] - before[d]) / h;
        double right = (after[d] - STOPS.get(i)[d]) / h;
        // one-sided differences: off by h times the curvature, some hundreds
        assertThat(left).isCloseTo(right, within(1e-2));
      }
    }
  }

  @Test
  void anEvenPaceMakesEqualSteps() {
    double[][] points = new ClosedSpline(STOPS).evenly().points(100);

    double first = distance(points[0], points[1]);
    for (int i = 1; i < points.length; i++) {
      // chords of a curve are shorter than its arcs
      assertThat(distance(points[i], points[(i + 1) % 100])).isCloseTo(first, within(0.1 * first));
    }
  }

  @Test
  void theSineSwingsAboutTheMeanAndLeavesOtherDimensionsAlone() {
    Sine sine = new Sine(REGION, new double[] {9, 8, 7}, List.of(2, 0), 2.5);

    assertThat(sine.at(0)).containsExactly(new double[] {1, 8, 0}, within(1e-12));
    assertThat(sine.at(0.25)).containsExactly(new double[] {1, 8, 7.5}, within(1e-12));
    // the second dimension twice as fast: 2.5 spreads of 2
    assertThat(sine.at(0.125)[0]).isCloseTo(1 + 5, within(1e-12));
  }

  @Test
  void theWalkIsAtEveryStopInTurnAndSlowThere() {
    Walk walk = new Walk(STOPS, Interpolation.LINEAR, REGION.mean());

    for (int i = 0; i < STOPS.size(); i++) {
      assertThat(walk.at(i / 5.0)).containsExactly(STOPS.get(i), within(1e-9));
      assertThat(distance(walk.at(i / 5.0 + 1e-4), STOPS.get(i))).isLessThan(1e-4);
      assertThat(walk.from(i / 5.0 + 0.01)).isEqualTo(i);
      assertThat(walk.to(i / 5.0 + 0.01)).isEqualTo((i + 1) % 5);
    }
  }

  @Test
  void slerpKeepsTheNorm() {
    double[] centre = {1, 1, 1};
    double[] a = {4, 1, 1};
    double[] b = {1, 1, -2};
    for (double s = 0; s <= 1; s += 0.125) {
      double[] point = Interpolation.SPHERICAL.between(a, b, s, centre);
      assertThat(distance(point, centre)).isCloseTo(3, within(1e-12));
      // the angle grows evenly: a right one in all
      assertThat(Math.atan2(1 - point[2], point[0] - 1)).isCloseTo(s * Math.PI / 2, within(1e-12));
    }
    assertThat(Interpolation.SPHERICAL.between(a, b, 0, centre)).containsExactly(a, within(1e-12));
    assertThat(Interpolation.SPHERICAL.between(a, b, 1, centre)).containsExactly(b, within(1e-12));
  }

  @Test
  void withoutAnArcSlerpGoesStraight() {
    double[] centre = {0, 0};
    double[] a = {1, 0};
    double[] opposite = {-3, 0};

    assertThat(Interpolation.SPHERICAL.between(a, opposite, 0.5, centre)).containsExactly(-1, 0);
    assertThat(Interpolation.SPHERICAL.between(a, a, 0.5, centre)).containsExactly(1, 0);
    assertThat(Interpolation.SPHERICAL.between(centre, a, 0.5, centre)).containsExactly(0.5, 0);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return Math.sqrt(sum);
  }
}
