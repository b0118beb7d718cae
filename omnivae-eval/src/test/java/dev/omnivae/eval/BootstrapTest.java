package dev.omnivae.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void theIntervalOfAMeanIsThatOfItsStandardError() {
    double[] values = new Random(11).doubles(500).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / 500 / 500);

    Bootstrap.Intervals found = Bootstrap.of(500, 1, weights -> mean(values, weights));

    assertThat(found.value()[0]).isCloseTo(mean, within(1e-6));
    // ends of 1,000 replicates deviate by some 0.08 standard errors
    assertThat(found.low()[0]).isCloseTo(mean - 1.96 * error, within(0.3 * error));
    assertThat(found.high()[0]).isCloseTo(mean + 1.96 * error, within(0.3 * error));
  }

  @Test
  void everyReplicateHasAsManySamplesAndTheFirstIsTheSamplesThemselves() {
    List<double[]> sums = new ArrayList<>();
    Bootstrap.of(
        30,
        1,
        weights -> {
          sums.add(Tensors.doubles(weights.sum(1)));
          return Tensors.sum(weights.square(), 1).unsqueeze(1);
        });

    assertThat(sums).allSatisfy(each -> assertThat(each).containsOnly(30));
    assertThat(sums.get(0)).hasSize(1);
    assertThat(sums.stream().skip(1).mapToInt(each -> each.length).sum())
        .isEqualTo(Bootstrap.REPLICATES);
  }

  @Test
  void oneSeedGivesOneIntervalAndSamplesThatSayTheSameAPoint() {
    double[] values = new Random(12).doubles(40).toArray();
    Bootstrap.Intervals first = Bootstrap.of(40, 5, weights -> mean(values, weights));

    assertThat(Bootstrap.of(40, 5, weights -> mean(values, weights)).low()).isEqualTo(first.low());
    assertThat(Bootstrap.of(40, 6, weights -> mean(values, weights)).low())
        .isNotEqualTo(first.low());
    Bootstrap.Intervals same = Bootstrap.of(3, 1, weights -> mean(new double[] {1, 1, 1}, weights));
    assertThat(new double[] {same.low()[0], same.high()[0]})
        .containsOnly(new double[] {1}, within(1e-6));
  }

  @Test
  void replicatesWithoutAnySampleOfAStatisticDoNotCount() {
    // the mean of the first of two samples: not there in a quarter of the replicates
    Bootstrap.Intervals found =
        Bootstrap.of(
            2,
            1,
            weights -> {
              Tensor first = weights.narrow(1, 0, 1).to(ScalarType.Double);
              return Tensors.times(first, 7).div(first);
            });

    assertThat(found.low()).containsExactly(7);
    assertThat(found.high()).containsExactly(7);
  }

  @Test
  void valueAndEndsHaveKeysOfTheirOwn() {
    Map<String, Double> values = new TreeMap<>();
    new Bootstrap.Intervals(new double[] {2, 5}, new double[] {1, 4}, new double[] {3, 6})
        .put(List.of("a", "b"), values);

    assertThat(values)
        .isEqualTo(
            Map.of("a", 2.0, "a.low", 1.0, "a.high", 3.0, "b", 5.0, "b.low", 4.0, "b.high", 6.0));
  }

  @Test
  void quantilesLieBetweenNeighboursInProportion() {
    double[] sorted = {1, 2, 4};
    assertThat(Bootstrap.quantile(sorted, 0)).isEqualTo(1);
    assertThat(Bootstrap.quantile(sorted, 0.75)).isEqualTo(3);
    assertThat(Bootstrap.quantile(sorted, 1)).isEqualTo(4);
    assertThat(Bootstrap.quantile(new double[0], 0.5)).isNaN();
  }

  private static Tensor mean(double[] values, Tensor weights) {
    Tensor wide = weights.to(ScalarType.Double);
    return Tensors.times(wide.mm(Tensors.of(values, values.length, 1)), 1.0 / values.length);
  }
}
