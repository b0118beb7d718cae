package dev.omnivae.eval.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DiscriminationTest {
  // sums of a few dozen doubles
  private static final double ROUNDING = 1e-12;

  private static double[] numbers(double... values) {
    return values;
  }

  @Test
  void anAreaOfOneIsPerfectAndOneHalfIsChance() {
    assertThat(Discrimination.auroc(numbers(3, 4), numbers(1, 2))).isEqualTo(1);
    assertThat(Discrimination.auroc(numbers(1, 2), numbers(3, 4))).isZero();
    assertThat(Discrimination.auroc(numbers(1, 1), numbers(1, 1, 1))).isEqualTo(0.5);
    // of the six pairs 0.8 wins two, 0.4 one and ties with one
    assertThat(Discrimination.auroc(numbers(0.8, 0.4), numbers(0.9, 0.4, 0.1)))
        .isEqualTo(3.5 / 6, within(ROUNDING));
  }

  @Test
  void averagePrecisionIsThatOfTheDistinctThresholds() {
    assertThat(Discrimination.averagePrecision(numbers(3, 4), numbers(1, 2))).isEqualTo(1);
    // thresholds 0.9, 0.8, 0.4 (a tie): precisions 0, 1/2, 2/4; recalls 0, 1/2, 1
    assertThat(Discrimination.averagePrecision(numbers(0.8, 0.4), numbers(0.9, 0.4, 0.1)))
        .isEqualTo(0.5 * 0.5 + 0.5 * 0.5, within(ROUNDING));
    // everything tied: the share of positives
    assertThat(Discrimination.averagePrecision(numbers(1), numbers(1, 1, 1))).isEqualTo(0.25);
  }

  @Test
  void f1CountsWhatIsAtOrAboveTheThreshold() {
    // 2 right, 1 wrong, 1 missed
    assertThat(Discrimination.f1(numbers(0.9, 0.5, 0.2), numbers(0.6, 0.1), 0.5))
        .isEqualTo(2 * 2 / 6.0, within(ROUNDING));
    assertThat(Discrimination.f1(numbers(0.1), numbers(0.2), 0.5)).isZero();
  }

  @Test
  void theBestThresholdLiesHalfWayToTheNextValue() {
    double[] positives = {0.9, 0.8, 0.3};
    double[] negatives = {0.4, 0.2};

    // down to 0.8: 2 of 3, F1 4/5; down to 0.3: all and one wrong, F1 6/7
    double threshold = Discrimination.bestThreshold(positives, negatives);

    assertThat(threshold).isEqualTo(0.25, within(ROUNDING));
    assertThat(Discrimination.f1(positives, negatives, threshold))
        .isEqualTo(6 / 7.0, within(ROUNDING));
    // nothing below the last value
    assertThat(Discrimination.bestThreshold(numbers(1), numbers(1))).isEqualTo(1);
  }

  @Test
  void calibrationErrorIsTheMeanDistanceOfPromiseAndShare() {
    // certain and right
    assertThat(Discrimination.calibrationError(numbers(1, 1), numbers(0))).isZero();
    // certain and wrong
    assertThat(Discrimination.calibrationError(numbers(0), numbers(1))).isEqualTo(1);
    // one bin, 3 of 4 positive at 0.75
    assertThat(Discrimination.calibrationError(numbers(0.75, 0.75, 0.75), numbers(0.75))).isZero();
    // bin of 0.5: half positive, promised 0.5; bin of 0.9: 1 of 2, promised 0.9
    assertThat(Discrimination.calibrationError(numbers(0.5, 0.9), numbers(0.5, 0.9)))
        .isEqualTo(0.5 * 0.4, within(ROUNDING));
  }

  @Test
  void allAgreeWithPlainCountsOnRandomNumbersWithTies() {
    long seed = 8;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      double[] positives = random.doubles(1 + random.nextInt(20)).map(this::coarse).toArray();
      double[] negatives = random.doubles(1 + random.nextInt(20)).map(this::coarse).toArray();

      assertThat(Discrimination.auroc(positives, negatives))
          .isEqualTo(plainAuroc(positives, negatives), within(ROUNDING));
      assertThat(Discrimination.averagePrecision(positives, negatives))
          .isEqualTo(plainPrecision(positives, negatives), within(ROUNDING));
      assertThat(Discrimination.calibrationError(positives, negatives))
          .isEqualTo(plainError(positives, negatives), within(ROUNDING));
      double best = Discrimination.bestThreshold(positives, negatives);
      double highest =
          thresholds(positives, negatives).stream()
              .mapToDouble(t -> Discrimination.f1(positives, negatives, t))
              .max()
              .orElseThrow();
      assertThat(Discrimination.f1(positives, negatives, best))
          .isEqualTo(highest, within(ROUNDING));
    }
  }

  /** Few values, so that some are the same. */
  private double coarse(double value) {
    return Math.round(value * 12) / 12.0;
  }

  private static double plainAuroc(double[] positives, double[] negatives) {
    double won = 0;
    for (double p : positives) {
      for (double n : negatives) {
        won += p > n ? 1 : p == n ? 0.5 : 0;
      }
    }
    return won / (positives.length * negatives.length);
  }

  private static double plainPrecision(double[] positives, double[] negatives) {
    double sum = 0;
    double recallBefore = 0;
    for (double t : thresholds(positives, negatives)) {
      double right = Arrays.stream(positives).filter(v -> v >= t).count();
      double wrong = Arrays.stream(negatives).filter(v -> v >= t).count();
      double recall = right / positives.length;
      sum += (recall - recallBefore) * right / (right + wrong);
      recallBefore = recall;
    }
    return sum;
  }

  private static double plainError(double[] positives, double[] negatives) {
    double error = 0;
    for (int bin = 0; bin < 15; bin++) {
      int b = bin;
      double[] in = Arrays.stream(positives).filter(p -> in(b, p)).toArray();
      double[] out = Arrays.stream(negatives).filter(p -> in(b, p)).toArray();
      int count = in.length + out.length;
      if (count > 0) {
        double promised = (Arrays.stream(in).sum() + Arrays.stream(out).sum()) / count;
        double share = in.length / (double) count;
        error +=
            count / (double) (positives.length + negatives.length) * Math.abs(share - promised);
      }
    }
    return error;
  }

  private static boolean in(int bin, double p) {
    return p * 15 >= bin && (p * 15 < bin + 1 || (bin == 14 && p == 1));
  }

  /** From the highest. */
  private static Set<Double> thresholds(double[] positives, double[] negatives) {
    Set<Double> all = new TreeSet<>(Comparator.reverseOrder());
    Arrays.stream(positives).forEach(all::add);
    Arrays.stream(negatives).forEach(all::add);
    return all;
  }
}
