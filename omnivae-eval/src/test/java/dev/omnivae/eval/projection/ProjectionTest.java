package dev.omnivae.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every projection must do. */
class ProjectionTest {
  private static final int EACH = 150;

  @BeforeAll
  static void start() {
    Engine.start(2);
  }

  static List<Projection> all() {
    return Projections.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void cloudsFarApartStayApart(Projection projection) {
    Points clouds = Clouds.of(3, EACH, 3, 30, 1);

    Points map = projection.map(clouds, 1);

    assertThat(map.size()).isEqualTo(3 * EACH);
    assertThat(map.width()).isEqualTo(2);
    Neighbours near = Neighbours.of(map, 10);
    for (int i = 0; i < map.size(); i++) {
      for (int n = 0; n < 10; n++) {
        assertThat(near.at(i, n) / EACH).as("neighbour %d of %d", n, i).isEqualTo(i / EACH);
      }
    }
    assertThat(Trustworthiness.of(clouds, map, 10)).isBetween(0.95, 1.0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSeedGivesOneMap(Projection projection) {
    Points clouds = Clouds.of(3, 40, 5, 3, 2);

    assertThat(projection.map(clouds, 4).values()).isEqualTo(projection.map(clouds, 4).values());
  }

  @ParameterizedTest
  @MethodSource("all")
  void fewPointsPointsOfOnePlaceAndOneDimensionHaveMapsToo(Projection projection) {
    Points same = new Points(new float[60], 2); // a posterior that has collapsed
    for (int size = 1; size < 6; size++) {
      assertThat(projection.map(Clouds.of(1, size, 4, 0, 3), 1).values())
          .hasSize(2 * size)
          .doesNotContain(Float.NaN);
    }
    assertThat(projection.map(same, 1).values()).hasSize(60).doesNotContain(Float.NaN);
    assertThat(projection.map(Clouds.of(1, 50, 1, 0, 3), 1).values())
        .hasSize(100)
        .doesNotContain(Float.NaN);
  }
}
