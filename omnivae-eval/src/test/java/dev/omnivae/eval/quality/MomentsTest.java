package dev.omnivae.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MomentsTest {
  private static final int ROWS = 23;
  private static final int WIDTH = 3;

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void rowsInBatchesHaveTheMomentsOfAllRowsAtOnce() {
    double[] values = values(0);
    try (Scope scope = Scope.open()) {
      Moments moments = inBatches(values, 1, 7, 0, 15);

      assertThat(moments.count()).isEqualTo(ROWS);
      // float64 over 23 rows
      assertThat(Tensors.doubles(moments.mean())).containsExactly(mean(values), within(1e-12));
      assertThat(Tensors.doubles(moments.covariance()))
          .containsExactly(covariance(values), within(1e-12));
    }
  }

  @Test
  void aLargeMeanTakesNoDigitsFromTheCovariance() {
    try (Scope scope = Scope.open()) {
      // the values themselves are rounded at 1e-10 beside 1e6; a sum of squares would lose 1e-4
      assertThat(Tensors.doubles(inBatches(values(1e6), 8, 15).covariance()))
          .containsExactly(covariance(values(0)), within(1e-8));
    }
  }

  @Test
  void oneRowHasNoCovariance() {
    try (Scope scope = Scope.open()) {
      Moments one = inBatches(values(0), 1);
      assertThatThrownBy(one::covariance)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a covariance needs at least 2 rows, got 1");
    }
  }

  private static Moments inBatches(double[] values, int... sizes) {
    Moments moments = new Moments(WIDTH);
    int from = 0;
    for (int size : sizes) {
      double[] part = java.util.Arrays.copyOfRange(values, from * WIDTH, (from + size) * WIDTH);
      moments.add(Tensors.of(part, size, WIDTH));
      from += size;
    }
    return moments;
  }

  private static double[] values(double offset) {
    Random random = new Random(3);
    double[] values = new double[ROWS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = offset + random.nextGaussian() * (1 + i % WIDTH);
    }
    return values;
  }

  private static double[] mean(double[] values) {
    double[] mean = new double[WIDTH];
    for (int i = 0; i < values.length; i++) {
      mean[i % WIDTH] += values[i] / ROWS;
    }
    return mean;
  }

  private static double[] covariance(double[] values) {
    double[] mean = mean(values);
    double[] covariance = new double[WIDTH * WIDTH];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < WIDTH; i++) {
        for (int j = 0; j < WIDTH; j++) {
          covariance[i * WIDTH + j] +=
              (values[row * WIDTH + i] - mean[i])
                  * (values[row * WIDTH + j] - mean[j])
                  / (ROWS - 1);
        }
      }
    }
    return covariance;
  }
}
