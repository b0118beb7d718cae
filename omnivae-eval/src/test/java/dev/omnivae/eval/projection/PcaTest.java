package dev.omnivae.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PcaTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void theDirectionsAreThoseOfGreatestSpread() {
    // a rectangle about (10, 20, 30): 8 long along the third axis, 4 along the first
    Points points = new Points(new float[] {8, 20, 26, 12, 20, 26, 8, 20, 34, 12, 20, 34}, 3);

    Pca.Plane plane = Pca.fit(points);

    assertThat(Points.of(new float[][] {{8, 20, 26}, {12, 20, 26}}).values())
        .containsExactly(points.range(0, 2).values());
    assertThat(plane.mean()).containsExactly(10, 20, 30);
    assertThat(plane.axes()[0]).containsExactly(new double[] {0, 0, 1}, within(1e-12));
    assertThat(plane.axes()[1]).containsExactly(new double[] {1, 0, 0}, within(1e-12));
    assertThat(plane.explained()).containsExactly(new double[] {0.8, 0.2}, within(1e-12));
    assertThat(plane.project(points).values())
        .containsExactly(new float[] {-4, -2, -4, 2, 4, -2, 4, 2}, within(1e-5f));
  }

  @Test
  void whatIsLiftedFallsWhereItWas() {
    Pca.Plane plane = Pca.fit(Clouds.of(2, 50, 6, 4, 5));

    float[] lifted = plane.lift(1.5, -0.5);

    assertThat(plane.project(new Points(lifted, 6)).values())
        .containsExactly(new float[] {1.5f, -0.5f}, within(1e-5f));
  }
}
