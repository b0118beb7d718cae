package dev.omnivae.eval.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LogisticTest {
  // gradients are followed to 1e-5, and a ridge of 1e-5 draws weights to zero
  private static final double FIT = 1e-3;

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  private static double[][] column(double... values) {
    double[][] rows = new double[values.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {values[i]};
    }
    return rows;
  }

  @Test
  void probabilitiesAreTheSharesOfEachValue() {
    // at 7 three of four are positive, at 3 one of four
    Logistic fitted = Logistic.fit(column(7, 7, 7, 3), column(7, 3, 3, 3));

    assertThat(fitted.margin(new double[] {7})).isEqualTo(Math.log(3), within(FIT));
    assertThat(fitted.margin(new double[] {3})).isEqualTo(-Math.log(3), within(FIT));
    assertThat(Logistic.probability(fitted.margin(new double[] {7}))).isEqualTo(0.75, within(FIT));
    assertThat(fitted.mean()[0]).isEqualTo(5);
    assertThat(fitted.deviation()[0]).isEqualTo(2);
  }

  @Test
  void theScaleOfAFeatureDoesNotMatter() {
    Logistic small = Logistic.fit(column(7, 7, 7, 3), column(7, 3, 3, 3));
    Logistic large = Logistic.fit(column(7e6, 7e6, 7e6, 3e6), column(7e6, 3e6, 3e6, 3e6));

    assertThat(large.margin(new double[] {6e6}))
        .isEqualTo(small.margin(new double[] {6}), within(FIT));
  }

  @Test
  void aFeatureThatTellsAllApartGetsAFiniteWeightAndAConstantOneNone() {
    Logistic fitted =
        Logistic.fit(new double[][] {{1, 0.3}, {2, 0.3}}, new double[][] {{-1, 0.3}, {-2, 0.3}});

    assertThat(fitted.weights()[0]).isBetween(1.0, 1e3);
    assertThat(fitted.weights()[1]).isEqualTo(0, within(FIT));
    assertThat(Logistic.probability(fitted.margin(new double[] {1, 0.3}))).isGreaterThan(0.95);
    assertThat(Logistic.probability(fitted.margin(new double[] {-1, 0.3}))).isLessThan(0.05);
  }

  @Test
  void twoFeaturesAreWeighedTogether() {
    // the second alone says nothing; that the sum is positive says all
    double[][] positives = {{3, -2}, {-2, 3}, {1, 0}, {0, 1}};
    double[][] negatives = {{2, -3}, {-3, 2}, {-1, 0}, {0, -1}};

    Logistic fitted = Logistic.fit(positives, negatives);

    for (int i = 0; i < positives.length; i++) {
      assertThat(fitted.margin(positives[i])).isPositive();
      assertThat(fitted.margin(negatives[i])).isNegative();
    }
  }
}
