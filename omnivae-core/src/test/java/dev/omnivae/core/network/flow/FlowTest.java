package dev.omnivae.core.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.flow.Flow.Image;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Jacobians;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class FlowTest {
  private static final long SEED = 5;

  private final ParameterStore store = new ParameterStore();

  /** A small flow in float64 that is far from the identity. */
  private AutoregressiveFlow flow(String kind, int width, int context) {
    var flow =
        new AutoregressiveFlow(store.root(), width, context, new FlowSettings(kind, 2, 9, 2));
    scatter();
    return flow;
  }

  /** Parameters from N(0, 0.4²), the last layer's too, which starts at zero. */
  private void scatter() {
    Toy.allocate(store, SEED);
    try (NoGrad off = NoGrad.open()) {
      Tensor values = store.values();
      values.copy_(Tensors.times(Noise.of(SEED, 0, 0).normal(values, values.numel()), 0.4));
    }
  }

  private static Tensor normal(String stream, long... shape) {
    return Noise.of(SEED, 0, 0).stream(stream).normal(Tensors.of(new double[] {0}, 1), shape);
  }

  private static Factorised standard(String family, int width) {
    return LatentFamilies.of(family, "exp").standard(width, Tensors.of(new double[] {0}, 1));
  }

  @ParameterizedTest
  @CsvSource({"maf,4,0", "iaf,4,0", "maf,3,2", "iaf,3,2", "maf,1,2", "iaf,1,0"})
  void eachDirectionUndoesTheOther(String kind, int width, int context) {
    AutoregressiveFlow flow = flow(kind, width, context);
    Tensor x = normal("x", 3, 5, width);
    Tensor c = context == 0 ? null : normal("c", 5, context);

    Image u = flow.toBase(x, c);
    Image back = flow.fromBase(u.value(), c);
    Image forth = flow.toBase(flow.fromBase(x, c).value(), c);

    // float64; scales up to e^2 or so amplify its rounding a little
    assertThat(Tensors.doubles(back.value())).containsExactly(Tensors.doubles(x), within(1e-10));
    assertThat(Tensors.doubles(forth.value())).containsExactly(Tensors.doubles(x), within(1e-10));
    assertThat(Tensors.doubles(back.logDeterminant()))
        .containsExactly(Tensors.doubles(u.logDeterminant().neg()), within(1e-10));
    assertThat(Tensors.doubles(u.value())[0]).isNotCloseTo(Tensors.doubles(x)[0], within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({"maf,0", "iaf,0", "maf,2", "iaf,2"})
  void theDeterminantIsThatOfTheJacobian(String kind, int context) {
    AutoregressiveFlow flow = flow(kind, 3, context);
    Tensor c = context == 0 ? null : normal("c", 1, context);
    double[] at = {0.3, -0.8, 1.2};
    UnaryOperator<double[]> toBase =
        x -> Tensors.doubles(flow.toBase(Tensors.of(x, 1, 3), c).value());
    UnaryOperator<double[]> fromBase =
        u -> Tensors.doubles(flow.fromBase(Tensors.of(u, 1, 3), c).value());

    double there = Tensors.item(flow.toBase(Tensors.of(at, 1, 3), c).logDeterminant());
    double back = Tensors.item(flow.fromBase(Tensors.of(at, 1, 3), c).logDeterminant());

    // central differences err by about 1e-9
    assertThat(Math.log(Math.abs(Jacobians.determinant(Jacobians.of(toBase, at)))))
        .isCloseTo(there, within(1e-7));
    assertThat(Math.log(Math.abs(Jacobians.determinant(Jacobians.of(fromBase, at)))))
        .isCloseTo(back, within(1e-7));
    assertThat(Math.abs(there)).isGreaterThan(1e-3);
  }

  @Test
  void conditionalsSeeEarlierDimensionsAlone() {
    Made made = new Made(store.root(), 5, 2, 41, 3);
    scatter();
    Tensor c = normal("c", 1, 2);
    double[] at = {0.3, -0.8, 1.2, 0.1, -0.4};

    for (boolean shift : new boolean[] {true, false}) {
      double[][] jacobian =
          Jacobians.of(
              v -> {
                var a = made.of(Tensors.of(v, 1, 5), c, UnaryOperator.identity());
                return Tensors.doubles(shift ? a.shift() : a.logScale());
              },
              at);

      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          if (j >= i) {
            assertThat(jacobian[i][j]).as("%d sees %d", i, j).isZero();
          }
        }
      }
      // and they do see those: the last dimension all four, or a mask of zeros would pass
      for (int j = 0; j < 4; j++) {
        assertThat(Math.abs(jacobian[4][j])).as("4 sees %d", j).isGreaterThan(1e-4);
      }
    }
  }

  @Test
  void theContextReachesEveryDimensionOfItsOwnSampleAlone() {
    Made made = new Made(store.root(), 3, 1, 6, 1);
    scatter();
    Tensor v = Tensors.zeros(ScalarType.Double, 2, 3);

    double[] before =
        Tensors.doubles(
            made.of(v, Tensors.of(new double[] {0, 0}, 2, 1), UnaryOperator.identity()).shift());
    double[] after =
        Tensors.doubles(
            made.of(v, Tensors.of(new double[] {0, 1}, 2, 1), UnaryOperator.identity()).shift());

    for (int d = 0; d < 3; d++) {
      assertThat(after[d]).isEqualTo(before[d]);
      assertThat(after[3 + d]).isNotCloseTo(before[3 + d], within(1e-4));
    }
  }

  @ParameterizedTest
  @CsvSource({"maf,normal", "iaf,normal", "maf,laplace", "iaf,laplace"})
  void densityOfTwoDimensionsIntegratesToOneAndDrawsFollowIt(String kind, String family) {
    FlowDistribution q = new FlowDistribution(standard(family, 2), flow(kind, 2, 0), null);
    double step = 0.1;
    int side = 600; // to ±30: tails of a scaled Laplace
    double[] grid = new double[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      grid[2 * i] = (i / side - side / 2 + 0.5) * step;
      grid[2 * i + 1] = (i % side - side / 2 + 0.5) * step;
    }

    Tensor x = Tensors.of(grid, (long) side * side, 2);
    Tensor mass = Tensors.times(q.logProb(x).exp(), step * step).unsqueeze(-1);
    Tensor draws = q.sample(Noise.of(SEED, 0, 0), 20000);

    // the midpoint rule is off by step²/24 times the curvature at the kinks of ReLU and Laplace
    assertThat(Tensors.item(mass.sum())).isCloseTo(1, within(5e-3));
    double[] mean = Tensors.doubles(mass.mul(x).sum(0));
    double[] second = Tensors.doubles(mass.mul(x.square()).sum(0));
    double[] drawn = Tensors.doubles(draws.mean(0));
    double[] drawnSecond = Tensors.doubles(draws.square().mean(0));
    double[] fourth = Tensors.doubles(draws.square().square().mean(0));
    for (int d = 0; d < 2; d++) {
      // four standard errors of 20000 draws, and the rule's own error
      assertThat(drawn[d]).isCloseTo(mean[d], within(4 * Math.sqrt(second[d] / 20000) + 5e-3));
      assertThat(drawnSecond[d])
          .isCloseTo(second[d], within(4 * Math.sqrt(fourth[d] / 20000) + 2e-2 * second[d]));
    }
  }

  @Test
  void densityOfOneDimensionIntegratesToOneForEveryContext() {
    Tensor c = normal("c", 4, 2);
    Factorised base = standard("normal", 1).map(p -> p.unsqueeze(0).expand(4, 1));
    FlowDistribution q = new FlowDistribution(base, flow("maf", 1, 2), c);
    int points = 8000;
    double[] grid = new double[points];
    for (int i = 0; i < points; i++) {
      grid[i] = (i - points / 2 + 0.5) * 0.01;
    }

    Tensor x = Tensors.of(grid, points, 1, 1).expand(points, 4, 1);
    double[] mass = Tensors.doubles(Tensors.times(q.logProb(x).exp(), 0.01).sum(0));

    // smooth in one dimension: the rule is exact to many digits
    assertThat(mass).containsExactly(new double[] {1, 1, 1, 1}, within(1e-9));
    assertThat(Tensors.doubles(q.mean())[0])
        .isNotCloseTo(Tensors.doubles(q.mean())[1], within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maf", "iaf"})
  void aFreshFlowIsItsBase(String kind) {
    var flow = new AutoregressiveFlow(store.root(), 3, 0, new FlowSettings(kind, 2, 16, 3));
    Toy.allocate(store, SEED);
    Tensor x = normal("x", 7, 3);

    var q = new FlowDistribution(standard("normal", 3), flow, null);

    assertThat(Tensors.doubles(q.logProb(x)))
        .containsExactly(Tensors.doubles(standard("normal", 3).logProb(x)), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maf", "iaf"})
  void farAwayCodesKeepValueAndGradientFinite(String kind) {
    FlowDistribution q = new FlowDistribution(standard("normal", 6), flow(kind, 6, 0), null);
    Tensor x = Tensors.times(normal("x", 4, 6), 1000).to(ScalarType.Double).requires_grad_(true);

    Tensor log = q.logProb(x).sum();
    log.backward();

    assertThat(Double.isFinite(Tensors.item(log))).isTrue();
    for (double g : Tensors.doubles(Gradients.flat(store))) {
      assertThat(Double.isFinite(g)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maf", "iaf"})
  void detachedNothingReachesTheFlow(String kind) {
    FlowDistribution q = new FlowDistribution(standard("normal", 2), flow(kind, 2, 0), null);
    Tensor x = normal("x", 4, 2).requires_grad_(true);

    q.detach().logProb(x).sum().backward();

    assertThat(Tensors.doubles(Gradients.flat(store))).containsOnly(0);
    assertThat(Tensors.item(x.grad().abs().sum())).isPositive(); // but through it
    store.clearGradients();
    q.logProb(x).sum().backward();
    assertThat(Tensors.item(Gradients.flat(store).abs().sum())).isPositive();
  }

  @Test
  void masksOutliveTheScopeTheyWereMadeIn() {
    AutoregressiveFlow flow = flow("maf", 3, 0);
    Tensor x = normal("x", 2, 3);
    double first;
    try (Scope inner = Scope.open()) {
      first = Tensors.item(flow.toBase(x, null).logDeterminant().sum());
    }

    assertThat(Tensors.item(flow.toBase(x, null).logDeterminant().sum())).isEqualTo(first);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> new FlowSettings("mfa", 2, 128, 3))
        .isInstanceOf(InputException.class)
        .hasMessage("flow must be a known kind, got 'mfa'; did you mean 'maf'? choices: iaf, maf");
    assertThatThrownBy(() -> new FlowSettings("maf", 0, 128, 3))
        .hasMessage(
            "blocks, hidden and layers of a flow must be at least 1, got 0, 128 and 3; write"
                + " blocks: 2, hidden: 128, layers: 3");
    assertThatThrownBy(() -> flow("maf", 2, 3).toBase(normal("x", 1, 2), null))
        .hasMessage("context must be given to a flow built with one");
  }
}
