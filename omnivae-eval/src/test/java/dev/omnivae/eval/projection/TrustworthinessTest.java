package dev.omnivae.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrustworthinessTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void aMapThatKeepsEveryNeighbourIsTrusted() {
    Points cloud = Clouds.of(1, 200, 2, 0, 1);

    assertThat(Trustworthiness.of(cloud, cloud, 10)).isEqualTo(1);
  }

  @Test
  void strangersShownNearCostTheirRank() {
    Points truth = new Points(new float[] {0, 1, 3, 7}, 1);
    Points map = new Points(new float[] {0, 0, 3, 0, 7, 0, 1, 0}, 2);

    // shown nearest: of 0 the third, of 1 the third, of 3 the first, of 7 the third
    assertThat(Trustworthiness.of(truth, map, 1)).isEqualTo(1 - 2.0 / 16 * 6);
  }

  @Test
  void itIsTheSumOfItsDefinition() {
    Points truth = Clouds.of(3, 67, 5, 2, 11); // 201 rows: more than one chunk
    Points map = Clouds.of(1, 201, 2, 0, 12);

    for (int k : new int[] {1, 5, 10, 100}) {
      // sums of whole numbers: equal but for the last division
      assertThat(Trustworthiness.of(truth, map, k)).isEqualTo(plain(truth, map, k), within(1e-12));
    }
  }

  @Test
  void tooFewPointsHaveNone() {
    Points cloud = Clouds.of(1, 20, 2, 0, 1);

    assertThat(Trustworthiness.of(cloud, cloud, 10)).isNaN();
  }

  private static double plain(Points truth, Points map, int k) {
    int n = truth.size();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      List<Integer> near = order(truth, i);
      for (int j : order(map, i).subList(0, k)) {
        int rank = near.indexOf(j) + 1;
        sum += Math.max(0, rank - k);
      }
    }
    return 1 - 2 * sum / ((double) n * k * (2 * n - 3 * k - 1));
  }

  /** The others, nearest first. */
  private static List<Integer> order(Points points, int i) {
    List<Integer> others = new ArrayList<>();
    for (int j = 0; j < points.size(); j++) {
      if (j != i) {
        others.add(j);
      }
    }
    others.sort(Comparator.comparingDouble(j -> Clouds.squared(points, i, j)));
    return others;
  }
}
