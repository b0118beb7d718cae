package dev.omnivae.eval.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
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

    KMeans.Clustering found = KMeans.THOROUGH.fit(points(values, 2), 3, Noise.of(1, 0, 0));

    assertThat(found.inertia()).isCloseTo(least, within(1e-9)); // the same sums in float64
    long[] cluster = Tensors.longs(found.cluster());
    int code = 0;
    for (int i = 8; i >= 0; i--) {
      code = 3 * code + (int) cluster[i];
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
    Tensor same = points(new float[] {5, 5, 5, 5}, 1);
    assertThat(KMeans.THOROUGH.fit(same, 2, Noise.of(1, 0, 0)).inertia()).isZero();
    Tensor apart = points(new float[] {1, 9, 4}, 1);
    assertThat(KMeans.THOROUGH.fit(apart, 3, Noise.of(1, 0, 0)).inertia()).isZero();
    assertThatThrownBy(() -> KMeans.THOROUGH.fit(same, 5, Noise.of(1, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clusters must be between 1 and the 4 points, got 5");
  }

  @Test
  void iterationsAreAsManyAsAllowed() {
    float[] values = new float[400];
    Random random = new Random(4);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Tensor points = points(values, 2);
    double none = new KMeans(1, 0).fit(points, 8, Noise.of(1, 0, 0)).inertia();
    double one = new KMeans(1, 1).fit(points, 8, Noise.of(1, 0, 0)).inertia();
    double all = new KMeans(1, 300).fit(points, 8, Noise.of(1, 0, 0)).inertia();
    assertThat(one).isLessThan(none);
    assertThat(all).isLessThan(one);
  }

  private static Tensor points(float[] values, int width) {
    return Tensors.of(values, values.length / width, width).to(ScalarType.Double);
  }
}
