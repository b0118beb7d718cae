package dev.omnivae.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mixtures of normal distributions of two dimensions, and what is found of them in draws. */
class GaussianMixtureTest {
  private static final double[] WEIGHTS = {0.5, 0.3, 0.2};
  private static final double[][] MEANS = {{0, 0}, {4, 0}, {0, 5}};

  /** Lower triangles l11, l21, l22; covariances l11², l11 l21, l21² + l22². */
  private static final double[][] ROOTS = {{1, 0.5, 0.6}, {0.4, 0, 0.8}, {0.7, -0.6, 0.5}};

  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static GaussianMixture mixture() {
    double[] logWeights = Arrays.stream(WEIGHTS).map(Math::log).toArray();
    double[] means = Arrays.stream(MEANS).flatMapToDouble(Arrays::stream).toArray();
    double[] roots =
        Arrays.stream(ROOTS)
            .flatMapToDouble(l -> Arrays.stream(new double[] {l[0], 0, l[1], l[2]}))
            .toArray();
    return new GaussianMixture(
        Tensors.of(logWeights, 3), Tensors.of(means, 3, 2), Tensors.of(roots, 3, 2, 2));
  }

  /** The density by the inverse of a 2x2 covariance, in plain numbers. */
  private static double density(double x, double y) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double[] l = ROOTS[k];
      double a = l[0] * l[0];
      double b = l[0] * l[1];
      double c = l[1] * l[1] + l[2] * l[2];
      double det = a * c - b * b;
      double u = x - MEANS[k][0];
      double v = y - MEANS[k][1];
      double squared = (c * u * u - 2 * b * u * v + a * v * v) / det;
      sum += WEIGHTS[k] * Math.exp(-0.5 * squared) / (2 * Math.PI * Math.sqrt(det));
    }
    return sum;
  }

  @Test
  void theDensityIsTheWrittenOutOne() {
    double[] log =
        Tensors.doubles(mixture().logProb(Tensors.of(new double[] {0.3, -0.2, 3, 2, -1, 4}, 3, 2)));

    assertThat(log[0]).isEqualTo(Math.log(density(0.3, -0.2)), within(1e-12));
    assertThat(log[1]).isEqualTo(Math.log(density(3, 2)), within(1e-12));
    assertThat(log[2]).isEqualTo(Math.log(density(-1, 4)), within(1e-12));
  }

  @Test
  void freeParametersAreWeightsMeansAndTriangles() {
    assertThat(mixture().freeParameters()).isEqualTo(2 + 6 + 9);
  }

  @Test
  void oneComponentIsTheMeanAndCovarianceOfTheRows() {
    Tensor x = mixture().sample(500, Noise.of(1, 0, 0));

    GaussianMixture fitted = ExpectationMaximisation.fit(x, 1, Noise.of(2, 0, 0)).mixture();

    double[] mean = Tensors.doubles(Tensors.mean(x, 0));
    Tensor away = x.sub(Tensors.mean(x, 0));
    double[] covariance = Tensors.doubles(Tensors.times(away.t().mm(away), 1 / 500.0));
    Tensor root = fitted.roots().select(0, 0);
    double[] found = Tensors.doubles(root.mm(root.t()));
    assertThat(Tensors.doubles(fitted.means())).containsExactly(mean, within(1e-12));
    assertThat(found).containsExactly(covariance, within(2e-6)); // 1e-6 is added to the diagonal
  }

  @Test
  void aKnownMixtureIsFoundInItsDrawsAndSoIsItsNumberOfComponents() {
    long seed = 3;
    int rows = 6_000;
    Tensor x = mixture().sample(rows, Noise.of(seed, 0, 0));

    ExpectationMaximisation.Fitted best = ExpectationMaximisation.best(x, 10, Noise.of(seed, 0, 1));

    GaussianMixture found = best.mixture();
    assertThat(found.components()).as("seed %d", seed).isEqualTo(3);
    double[] logWeights = Tensors.doubles(found.logWeights());
    Integer[] order = IntStream.range(0, 3).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(k -> -logWeights[k]));
    for (int k = 0; k < 3; k++) {
      double[] mean = Tensors.doubles(found.means().select(0, order[k]));
      double[] root = Tensors.doubles(found.roots().select(0, order[k]));
      // standard errors: 0.006 of a weight, 0.03 of a mean, 0.02 of a root; four of each
      assertThat(Math.exp(logWeights[order[k]])).isEqualTo(WEIGHTS[k], within(0.025));
      assertThat(mean).containsExactly(MEANS[k], within(0.12));
      assertThat(new double[] {root[0], root[2], root[3]}).containsExactly(ROOTS[k], within(0.08));
    }
    double likelihood = Tensors.item(found.logProb(x).mean());
    assertThat(best.logLikelihood()).isEqualTo(likelihood, within(1e-3)); // of the last iteration
    assertThat(best.bic())
        .isEqualTo(17 * Math.log(rows) - 2 * rows * best.logLikelihood(), within(1e-6));
  }

  @Test
  void drawsHaveTheMomentsOfTheMixture() {
    int rows = 40_000;
    double[] mean = Tensors.doubles(Tensors.mean(mixture().sample(rows, Noise.of(4, 0, 0)), 0));

    // Σ π μ; deviations below 2.2, so a standard error of 0.011
    assertThat(mean).containsExactly(new double[] {1.2, 1.0}, within(0.045));
  }

  @Test
  void rowsThatAreAllTheSameBreakNothing() {
    Tensor x = Tensors.zeros(org.bytedeco.pytorch.global.torch.ScalarType.Double, 20, 2);

    ExpectationMaximisation.Fitted best = ExpectationMaximisation.best(x, 5, Noise.of(5, 0, 0));

    assertThat(Tensors.doubles(best.mixture().sample(3, Noise.of(6, 0, 0))))
        .containsExactly(new double[6], within(0.01)); // a deviation of 0.001
  }
}
