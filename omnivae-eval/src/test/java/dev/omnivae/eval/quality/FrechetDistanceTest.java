package dev.omnivae.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  private static final double[] NONE = {0, 0};

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void isThatOfTheClosedFormBothWays() {
    double[] first = {2, 0.5, 0.5, 1};
    double[] second = {1, -0.2, -0.2, 1.5};

    // golden frechet
    assertThat(of(new double[] {1, -1}, first, NONE, second))
        .isCloseTo(2.4022069588383026, within(1e-9));
    assertThat(of(NONE, second, new double[] {1, -1}, first))
        .isCloseTo(2.4022069588383026, within(1e-9));
  }

  @Test
  void covariancesOfSharedAxesDifferBySquaredDifferencesOfTheirDeviations() {
    double[] first = {4, 0, 0, 0}; // of rank 1, as one of few samples is
    double[] second = {1, 0, 0, 9};

    assertThat(of(NONE, first, NONE, second)).isCloseTo(1 + 9, within(1e-9));
  }

  @Test
  void toItselfIsZeroAndToAMovedCopyTheSquareOfTheMove() {
    try (Scope scope = Scope.open()) {
      // 30 rows of 40 features: their covariance is singular
      Random random = new Random(5);
      double[] values = random.doubles(30 * 40).toArray();
      Moments here = new Moments(40);
      here.add(Tensors.of(values, 30, 40));
      Moments moved = new Moments(40);
      moved.add(Tensors.plus(Tensors.of(values, 30, 40), 0.5));

      // roots of eigenvalues that are 0 but for 1e-16
      assertThat(FrechetDistance.between(here, here)).isCloseTo(0, within(1e-6));
      assertThat(FrechetDistance.between(here, moved)).isCloseTo(40 * 0.25, within(1e-6));
    }
  }

  private static double of(double[] mean1, double[] cov1, double[] mean2, double[] cov2) {
    try (Scope scope = Scope.open()) {
      Tensor first = Tensors.of(mean1, 2);
      Tensor second = Tensors.of(mean2, 2);
      return FrechetDistance.of(first, Tensors.of(cov1, 2, 2), second, Tensors.of(cov2, 2, 2));
    }
  }
}
