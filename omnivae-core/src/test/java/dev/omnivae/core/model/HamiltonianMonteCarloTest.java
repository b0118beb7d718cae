package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.engine.Memory;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.HamiltonianMonteCarlo.Phase;
import dev.omnivae.core.model.HamiltonianMonteCarlo.Target;
import dev.omnivae.core.testing.Jacobians;
import dev.omnivae.core.testing.OnEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class HamiltonianMonteCarloTest {
  private static final long SEED = 11;

  private static Latents codes(Tensor shared) {
    return new Latents(Map.of(Latents.SHARED, shared));
  }

  /** Standard normal, up to its constant. */
  private static Tensor normal(Latents z) {
    return Tensors.times(Tensors.sumLast(z.shared().square(), 1), -0.5);
  }

  /** Chains that begin in N(0, 1): {@code (draw, batch, width)}. */
  private static Tensor drawn(long draws, long batch, long width) {
    return Noise.of(SEED, 0, 0).normal(Tensors.of(new double[] {0}, 1), draws, batch, width);
  }

  private static double mean(Tensor values) {
    return Tensors.item(values.mean());
  }

  @Test
  void aCorrelatedGaussianOverTwoCodesHasItsMeanAndCovariance() {
    // given covariance [[1, 0.8], [0.8, 2]], so precision [[2, -0.8], [-0.8, 1]] / 1.36
    Function<Latents, Tensor> log =
        z -> {
          Tensor x = Tensors.plus(z.shared(), -1).squeeze(-1);
          Tensor y = Tensors.plus(z.of(Latents.own("a")), 2).squeeze(-1);
          Tensor form =
              Tensors.times(x.square(), 2).sub(Tensors.times(x.mul(y), 1.6)).add(y.square());
          return Tensors.times(form, -0.5 / 1.36);
        };
    Map<String, Tensor> start = new LinkedHashMap<>();
    start.put(Latents.SHARED, Tensors.zeros(ScalarType.Double, 40, 100, 1));
    start.put(Latents.own("a"), Tensors.zeros(ScalarType.Double, 40, 100, 1));

    var result =
        new HamiltonianMonteCarlo(new HmcSettings(30, 6, 0.1, 40, 0.8))
            .sample(new Latents(start), log, Noise.of(SEED, 0, 0));

    Tensor x = Tensors.plus(result.latents().shared(), -1);
    Tensor y = Tensors.plus(result.latents().of(Latents.own("a")), 2);
    // 4000 independent chains: standard errors 0.016 and 0.022 of the means, at most 0.045 of the
    // second moments; 4 of them
    assertThat(mean(x)).isCloseTo(0, within(0.064));
    assertThat(mean(y)).isCloseTo(0, within(0.09));
    assertThat(mean(x.square())).isCloseTo(1, within(0.09));
    assertThat(mean(x.mul(y))).isCloseTo(0.8, within(0.11));
    assertThat(mean(y.square())).isCloseTo(2, within(0.18));
  }

  @Test
  void theCorrectionUndoesTheErrorOfLongSteps() {
    // given steps of 1 on a standard normal, where leapfrog alone has variance 1 / (1 - 1/4)
    var result =
        new HamiltonianMonteCarlo(new HmcSettings(40, 2, 1, 0, 0.8))
            .sample(codes(drawn(200, 100, 1)), HamiltonianMonteCarloTest::normal, noise());

    // 20000 chains: standard error 0.01; the uncorrected 1.33 is 33 of them away
    assertThat(mean(result.latents().shared().square())).isCloseTo(1, within(0.04));
    assertThat(mean(result.acceptance())).isBetween(0.5, 0.97);
  }

  @Test
  void leapfrogIsReversibleAndKeepsVolume() {
    Target target = new Target(q -> Tensors.sumLast(q.cos().sub(q.square()), 1));
    Tensor step = Tensors.full(0.3, ScalarType.Double, 1, 1, 1);
    double[] begin = {0.4, -0.7, 1.1, 0.2};

    double[] end = flow(target, step, begin);
    double[] back = flow(target, step, new double[] {end[0], end[1], -end[2], -end[3]});

    assertThat(back)
        .containsExactly(new double[] {begin[0], begin[1], -begin[2], -begin[3]}, within(1e-12));
    // central differences err by h² ~ 1e-10
    double[][] jacobian = Jacobians.of(qp -> flow(target, step, qp), begin);
    assertThat(Jacobians.determinant(jacobian)).isCloseTo(1, within(1e-7));
  }

  private static double[] flow(Target target, Tensor step, double[] qp) {
    Tensor q = Tensors.of(new double[] {qp[0], qp[1]}, 1, 1, 2);
    Tensor p = Tensors.of(new double[] {qp[2], qp[3]}, 1, 1, 2);
    Phase end = target.leapfrog(new Phase(target.at(q), p), step, 7);
    double[] position = Tensors.doubles(end.at().position());
    double[] momentum = Tensors.doubles(end.momentum());
    return new double[] {position[0], position[1], momentum[0], momentum[1]};
  }

  @Test
  void energyErrorsAverageToOneInEquilibrium() {
    // E[exp(H - H')] = 1 for any map that is reversible and keeps volume
    Target target = new Target(q -> Tensors.times(Tensors.sumLast(q.square(), 1), -0.5));
    Tensor q = drawn(100, 200, 2);
    Tensor p = noise().stream("momentum").normal(q, 100, 200, 2);
    Phase from = new Phase(target.at(q), p);

    Phase to = target.leapfrog(from, Tensors.full(0.9, ScalarType.Double, 1, 1, 1), 3);

    Tensor ratio = to.logJoint().sub(from.logJoint()).exp();
    double error = Math.sqrt(mean(ratio.square()) - Math.pow(mean(ratio), 2)) / Math.sqrt(20000);
    assertThat(error).isBetween(1e-5, 0.05);
    assertThat(mean(ratio)).isCloseTo(1, within(4 * error));
  }

  @Test
  void detailedBalanceHoldsBetweenRegions() {
    // given chains that already have the Laplace density, whose kink leapfrog handles badly
    Tensor like = Tensors.of(new double[] {0}, 1);
    Tensor before =
        LatentFamilies.of("laplace", "exp").standard(1, like).sample(noise(), 40000).unsqueeze(0);

    Tensor after =
        new HamiltonianMonteCarlo(new HmcSettings(1, 2, 1.2, 0, 0.8))
            .sample(codes(before), z -> Tensors.sumLast(z.shared().abs(), 1).neg(), noise())
            .latents()
            .shared();

    double there = moved(before, after);
    double back = moved(after, before);
    // two multinomial counts of 40000 moves: the variance of their difference is their sum
    assertThat(there).isGreaterThan(1000);
    assertThat(there - back).isCloseTo(0, within(4 * Math.sqrt(there + back)));
  }

  /** How many chains went from below -0.3 to above 0.1. */
  private static double moved(Tensor from, Tensor to) {
    Tensor low = from.lt(Tensors.scalar(-0.3, from));
    Tensor high = to.gt(Tensors.scalar(0.1, to));
    return Tensors.item(low.logical_and(high).sum().to(ScalarType.Double));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.5, 20})
  void burnInFindsAStepSizeOfTheAcceptanceAskedFor(double first) {
    // given dimensions of scale 0.1, so that 20 is hopeless and 1e-3 a crawl
    Function<Latents, Tensor> log = z -> Tensors.times(normal(z), 100);
    var settings = new HmcSettings(60, 5, first, 150, 0.8);

    var result =
        new HamiltonianMonteCarlo(settings)
            .sample(codes(Tensors.times(drawn(4, 50, 3), 0.1)), log, noise());

    // each chain stops adapting at a random place; their mean is near the target
    assertThat(mean(result.acceptance())).isCloseTo(0.8, within(0.1));
    assertThat(mean(result.stepSize())).isBetween(0.02, 0.3);
  }

  @Test
  void aTrajectoryOutOfTheSupportIsRejected() {
    // given NaN above 1 and no density below 0
    Function<Latents, Tensor> log =
        z -> {
          Tensor x = z.shared().squeeze(-1);
          Tensor in = torch.where(x.lt(Tensors.scalar(0, x)), Tensors.scalar(-1 / 0.0, x), x);
          return torch.where(x.gt(Tensors.scalar(1, x)), Tensors.scalar(0.0 / 0.0, x), in);
        };
    Tensor start = Tensors.full(0.5, ScalarType.Double, 10, 50, 1);

    var result =
        new HamiltonianMonteCarlo(new HmcSettings(100, 3, 0.3, 0, 0.8))
            .sample(codes(start), log, noise());

    for (double x : Tensors.doubles(result.latents().shared())) {
      assertThat(x).isBetween(0.0, 1.0);
    }
    // density e^x / (e - 1) on [0, 1] has mean 1 / (e - 1); 500 chains of deviation 0.28
    assertThat(mean(result.latents().shared()))
        .isCloseTo(1 / (Math.E - 1), within(4 * 0.28 / Math.sqrt(500)));
    assertThat(mean(result.acceptance())).isBetween(0.05, 0.95);
  }

  @Test
  void worksWhereGradientsAreOffAndReachesNoParameter() {
    Tensor weight = Tensors.full(2, ScalarType.Double, 1).requires_grad_(true);
    try (NoGrad off = NoGrad.open()) {
      var result =
          new HamiltonianMonteCarlo(new HmcSettings(3, 2, 0.1, 0, 0.8))
              .sample(codes(drawn(1, 4, 2)), z -> normal(z).mul(weight), noise());

      assertThat(result.latents().shared().requires_grad()).isFalse();
      assertThat(weight.mul(weight).requires_grad()).isFalse(); // still off
    }
    assertThat(weight.grad().defined()).isFalse();
  }

  @Test
  void theSameNoiseGivesTheSameChains() {
    var hmc = new HamiltonianMonteCarlo(new HmcSettings(5, 3, 0.2, 4, 0.8));
    Latents start = codes(drawn(2, 3, 2));

    double[] once =
        Tensors.doubles(
            hmc.sample(start, HamiltonianMonteCarloTest::normal, noise()).latents().shared());
    double[] twice =
        Tensors.doubles(
            hmc.sample(start, HamiltonianMonteCarloTest::normal, noise()).latents().shared());

    assertThat(once).isEqualTo(twice);
    assertThat(once).isNotEqualTo(Tensors.doubles(start.shared()));
  }

  @Test
  void manyStepsHoldNoMoreMemoryThanFew() {
    Latents start = codes(drawn(1, 500, 1000)); // 4 MB a tensor
    var hmc = new HamiltonianMonteCarlo(new HmcSettings(2, 3, 0.01, 0, 0.8));
    hmc.sample(start, HamiltonianMonteCarloTest::normal, noise());
    double before = Memory.rssMib();

    new HamiltonianMonteCarlo(new HmcSettings(40, 3, 0.01, 0, 0.8))
        .sample(start, HamiltonianMonteCarloTest::normal, noise());

    // 40 steps leave more than 2 GB behind when only the last scope frees them
    assertThat(Memory.rssMib() - before).isLessThan(300);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> new HmcSettings(0, 10, 0.01, 0, 0.8))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "steps and leapfrog must be at least 1, got 0 and 10; write steps: 100, leapfrog: 10");
    assertThatThrownBy(() -> new HmcSettings(1, 10, 0, 0, 0.8))
        .hasMessage("step_size must be a positive number, got 0.0; write step_size: 0.01");
    assertThatThrownBy(() -> new HmcSettings(1, 10, 0.01, -1, 0.8))
        .hasMessage("burn_in must be at least 0, got -1; 0 is no adaptation");
    assertThatThrownBy(() -> new HmcSettings(1, 10, 0.01, 0, 1))
        .hasMessage("acceptance must be between 0 and 1, got 1.0; write acceptance: 0.8");
  }

  private static Noise noise() {
    return Noise.of(SEED, 0, 0);
  }
}
