package dev.omnivae.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.FixedNoise;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.RoundedWeights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

@OnEngine
final class MixtureDistributionTest {
  // three components over two dimensions
  private static final double[][] MEAN = {{-3, 0.5}, {0, -1}, {4, 2}};
  private static final double[][] SCALE = {{0.5, 1}, {1.5, 0.3}, {0.8, 2}};
  private static final double[] WEIGHT = {0.2, 0.5, 0.3};

  private static MixtureDistribution mixture(double... weights) {
    Tensor mean = Tensors.of(new double[] {-3, 0.5, 0, -1, 4, 2}, 3, 2);
    Tensor scale = Tensors.of(new double[] {0.5, 1, 1.5, 0.3, 0.8, 2}, 3, 2);
    return new MixtureDistribution(
        Normal.of(mean, scale, 1), Tensors.of(weights, weights.length).log());
  }

  private static double logDensity(double[] x, double... weights) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double density = weights[c];
      for (int d = 0; d < 2; d++) {
        double standard = (x[d] - MEAN[c][d]) / SCALE[c][d];
        density *= Math.exp(-0.5 * standard * standard) / (SCALE[c][d] * Math.sqrt(2 * Math.PI));
      }
      sum += density;
    }
    return Math.log(sum);
  }

  @Test
  void logProbIsTheLogOfTheWeightedSumOfDensities() {
    double[][] points = {{0, 0}, {-3, 1}, {5, -2}, {1, 2}, {-1, 0.1}, {2, 2}};
    double[] flat =
        java.util.Arrays.stream(points).flatMapToDouble(java.util.Arrays::stream).toArray();

    double[] log = Tensors.doubles(mixture(WEIGHT).logProb(Tensors.of(flat, 3, 2, 2)));

    for (int i = 0; i < points.length; i++) {
      assertThat(log[i]).isCloseTo(logDensity(points[i], WEIGHT), within(1e-12));
    }
  }

  @Test
  void aBatchOfMixturesTakesDrawsInFront() {
    // given two rows: the second lacks component 1
    Tensor mean = Tensors.of(new double[] {-3, 0.5, 0, -1, 4, 2}, 3, 2);
    Tensor scale = Tensors.of(new double[] {0.5, 1, 1.5, 0.3, 0.8, 2}, 3, 2);
    Tensor both = Tensors.of(new double[] {0.2, 0.4, 0.5, 0, 0.3, 0.6}, 3, 2).log();
    Factorised rows =
        Normal.of(mean, scale, 1).map(p -> p.unsqueeze(1).expand(3, 2, 2)); // (component, batch, 2)
    MixtureDistribution p = new MixtureDistribution(rows, both);
    double[] x = {0.5, -0.5};
    Tensor z = Tensors.of(x, 2).expand(4, 2, 2); // (draw, batch, 2)

    double[] log = Tensors.doubles(p.logProb(z));

    assertThat(log).hasSize(8);
    assertThat(log[6]).isCloseTo(logDensity(x, WEIGHT), within(1e-12));
    assertThat(log[7]).isCloseTo(logDensity(x, 0.4, 0, 0.6), within(1e-12));
  }

  @Test
  void responsibilitiesAreBayesRule() {
    double[] x = {0.4, -0.7};

    double[] each =
        Tensors.doubles(mixture(WEIGHT).responsibilities(Tensors.of(x, 2))); // (component)

    double all = Math.exp(logDensity(x, WEIGHT));
    for (int c = 0; c < 3; c++) {
      double[] only = new double[3];
      only[c] = WEIGHT[c];
      assertThat(each[c]).isCloseTo(Math.exp(logDensity(x, only)) / all, within(1e-12));
    }
  }

  @Test
  void drawsComeFromEachComponentAsOftenAsItsWeight() {
    long seed = 11;
    System.out.println("seed " + seed);
    int n = 20_000;

    Tensor z = mixture(WEIGHT).sample(Noise.of(seed, 0, 0), n);

    assertThat(Tensors.shape(z)).containsExactly(n, 2);
    double[] x = Tensors.doubles(z);
    double[] sum = new double[2];
    double squares = 0;
    int right = 0;
    for (int i = 0; i < n; i++) {
      sum[0] += x[2 * i];
      sum[1] += x[2 * i + 1];
      squares += x[2 * i] * x[2 * i];
      right += x[2 * i] > 3 ? 1 : 0;
    }
    // mean 0.2 * -3 + 0.3 * 4 = 0.6; second moment sum of w (s^2 + m^2) = 8.117; the standard error
    // of the mean is sqrt(7.76 / n) = 0.02, of the second moment below 0.07: four of each
    assertThat(sum[0] / n).isCloseTo(0.6, within(0.08));
    assertThat(sum[1] / n).isCloseTo(0.2 * 0.5 - 0.5 + 0.6, within(0.06));
    assertThat(squares / n).isCloseTo(8.117, within(0.28));
    // P(x > 3) = 0.5 P(N > 2) + 0.3 P(N > -1.25) = 0.01138 + 0.26831; standard error 0.0032
    assertThat((double) right / n).isCloseTo(0.2797, within(0.013));
  }

  @Test
  void anAbsentComponentIsNeverDrawnAndGetsNoGradient() {
    MixtureDistribution p = mixture(0.5, 0, 0.5);

    double[] x = Tensors.doubles(p.sample(Noise.of(5, 0, 0), 2000).select(-1, 1));

    // component 1 alone is around -1 with scale 0.3; the others put 4 % and 7 % below -1
    assertThat(java.util.Arrays.stream(x).filter(v -> v < -0.7).count()).isLessThan(300);
    assertThat(Tensors.doubles(p.mean())).containsExactly(new double[] {0.5, 1.25}, within(1e-12));
    double[] slope =
        Gradients.of(
            mean ->
                new MixtureDistribution(
                        Normal.of(mean, Tensors.of(new double[] {1, 1, 1, 1, 1, 1}, 3, 2), 1),
                        p.logWeights())
                    .logProb(Tensors.of(new double[] {0.3, 0.1}, 2)),
            new double[] {-3, 0.5, 0, -1, 4, 2},
            3,
            2);
    assertThat(slope[2]).isZero();
    assertThat(slope[3]).isZero();
    assertThat(slope[0]).isNotZero().isFinite();
  }

  @Test
  void mapReachesComponentsAndWeights() {
    Tensor mean = Tensors.of(new double[] {-3, 0.5, 0, -1, 4, 2}, 3, 2).requires_grad_(true);
    Tensor weights = Tensors.of(WEIGHT, 3).log().requires_grad_(true);
    Tensor scale = Tensors.of(new double[] {0.5, 1, 1.5, 0.3, 0.8, 2}, 3, 2);
    MixtureDistribution p = new MixtureDistribution(Normal.of(mean, scale, 1), weights);
    Tensor x = Tensors.of(new double[] {0.4, -0.7}, 2);

    assertThat(p.logProb(x).requires_grad()).isTrue();
    assertThat(((MixtureDistribution) p.detach()).logProb(x).requires_grad()).isFalse();
    MixtureDistribution first = p.map(t -> t.narrow(0, 0, 2));
    assertThat(Tensors.shape(first.logWeights())).containsExactly(2);
    assertThat(Tensors.shape(first.components().mean())).containsExactly(2, 2);
    assertThat(p.reparameterised()).isFalse();
  }

  @Test
  void gradientsMeetCentralDifferences() {
    Gradients.check(
        raw ->
            new MixtureDistribution(
                    LatentFamilies.of("normal", "exp").of(raw.narrow(-1, 0, 4)),
                    raw.select(-1, 4).log_softmax(0))
                .logProb(Tensors.of(new double[] {0.9, 0.4, -0.2, 1}, 2, 2))
                .sum(),
        1e-7,
        new double[] {0.3, -1.2, 0.7, 0.1, -0.4, 0.6, 0.2, -0.3, 0.5, 0.9},
        2,
        5);
  }

  @Test
  void anAbsentLastComponentIsNotDrawnWhateverTheRounding() {
    Tensor places = RoundedWeights.places();
    MixtureDistribution p =
        new MixtureDistribution(
            Normal.of(places, torch.ones_like(places), 1), RoundedWeights.log());

    assertThat(Tensors.doubles(p.sample(new FixedNoise(FixedNoise.LARGEST), 2)))
        .containsOnly(RoundedWeights.PRESENT - 1);
  }

  @Test
  void takesNoMask() {
    assertThatThrownBy(
            () ->
                mixture(WEIGHT)
                    .logProb(Tensors.of(new double[] {0, 0}, 2), Tensors.of(new long[] {1, 0}, 2)))
        .hasMessage("a mixture over codes takes no mask of known elements");
  }
}
