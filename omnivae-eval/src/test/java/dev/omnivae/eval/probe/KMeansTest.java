package dev.omnivae.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.eval.projection.Points;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KMeansTest {
  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void theBestClustersOfAFewPointsAreThoseOfAllThereAre() {
    Random random = new Random(9);
    float[] values = new float[9 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * (i / 2 % 3) + random.nextGaussian()); // clusters that overlap
    }
    double least = Double.POSITIVE_INFINITY;
    for (int code = 0; code < 19_683; code++) { // 3^9 ways
      least = Math.min(least, inertia(values, code));
    }

    KMeans.Clustering found = KMeans.of(new Points(values, 2), 3, 1);

    assertThat(found.inertia()).isCloseTo(least, within(1e-9));
    int code = 0;
    for (int i = 8; i >= 0; i--) {
      code = 3 * code + (int) found.cluster()[i];
    }
    assertThat(inertia(values, code)).isCloseTo(least, within(1e-9));
  }

  /** Of the clusters that the digits of a number to base 3 say. */
  private static double inertia(float[] values, int code) {
    double[] sums = new double[6];
    int[] sizes = new int[3];
    int[] cluster = new int[9];
    for (int i = 0; i < 9; i++) {
      cluster[i] = code % 3;
      code /= 3;
      sizes[cluster[i]]++;
      sums[2 * cluster[i]] += values[2 * i];
      sums[2 * cluster[i] + 1] += values[2 * i + 1];
    }
    double inertia = 0;
    for (int i = 0; i < 18; i++) {
      int c = cluster[i / 2];
      double difference = values[i] - sums[2 * c + i % 2] / sizes[c];
      inertia += difference * difference;
    }
    return inertia;
  }

  @Test
  void pointsFewerThanClustersAndPointsThatCoincideAreNoTrouble() {
    Points same = new Points(new float[] {5, 5, 5, 5}, 1);
    assertThat(KMeans.of(same, 2, 1).inertia()).isZero();
    assertThat(KMeans.of(new Points(new float[] {1, 9, 4}, 1), 3, 1).inertia()).isZero();
    assertThatThrownBy(() -> KMeans.of(same, 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clusters must be between 1 and the 4 points, got 5");
  }
}
