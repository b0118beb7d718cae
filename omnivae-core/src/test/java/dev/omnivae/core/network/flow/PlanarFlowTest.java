package dev.omnivae.core.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.flow.Flow.Image;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Jacobians;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class PlanarFlowTest {
  private static final long SEED = 5;

  private final ParameterStore store = new ParameterStore();

  /** Far from the identity: parameters from N(0, spread²). */
  private PlanarFlow flow(int width, double spread) {
    PlanarFlow flow = new PlanarFlow(store.root(), width, 2, 4);
    Toy.allocate(store, SEED);
    try (NoGrad off = NoGrad.open()) {
      Tensor values = store.values();
      values.copy_(Tensors.times(Noise.of(SEED, 0, 0).normal(values, values.numel()), spread));
    }
    return flow;
  }

  private static Tensor normal(String stream, long... shape) {
    return Noise.of(SEED, 0, 0).stream(stream).normal(Tensors.of(new double[] {0}, 1), shape);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3}) // at 3 planes fold almost flat, and invert all the same
  void eachDirectionUndoesTheOther(double spread) {
    PlanarFlow flow = flow(3, spread);
    Tensor x = normal("x", 7, 5, 3);
    Tensor c = normal("c", 5, 2);

    Image there = flow.fromBase(x, c);
    Image back = flow.toBase(there.value(), c);
    Image forth = flow.fromBase(flow.toBase(x, c).value(), c);

    // float64; a plane that squeezes by 1,000 amplifies its rounding by as much, four of them more
    double rounding = spread > 1 ? 1e-6 : 1e-11;
    assertThat(Tensors.doubles(back.value())).containsExactly(Tensors.doubles(x), within(rounding));
    assertThat(Tensors.doubles(forth.value()))
        .containsExactly(Tensors.doubles(x), within(rounding));
    assertThat(Tensors.doubles(back.logDeterminant().add(there.logDeterminant())))
        .containsOnly(new double[] {0}, within(1e3 * rounding));
    assertThat(Tensors.doubles(there.value())[0]).isNotCloseTo(Tensors.doubles(x)[0], within(1e-3));
  }

  @Test
  void theDeterminantIsThatOfTheJacobian() {
    PlanarFlow flow = flow(3, 1);
    Tensor c = normal("c", 1, 2);
    double[] at = {0.3, -0.8, 1.2};

    double there = Tensors.item(flow.toBase(Tensors.of(at, 1, 3), c).logDeterminant());
    double back = Tensors.item(flow.fromBase(Tensors.of(at, 1, 3), c).logDeterminant());
    double[][] toBase =
        Jacobians.of(x -> Tensors.doubles(flow.toBase(Tensors.of(x, 1, 3), c).value()), at);
    double[][] fromBase =
        Jacobians.of(u -> Tensors.doubles(flow.fromBase(Tensors.of(u, 1, 3), c).value()), at);

    // central differences err by about 1e-9
    assertThat(Math.log(Math.abs(Jacobians.determinant(toBase)))).isCloseTo(there, within(1e-6));
    assertThat(Math.log(Math.abs(Jacobians.determinant(fromBase)))).isCloseTo(back, within(1e-6));
    assertThat(Math.abs(there)).isGreaterThan(1e-3);
  }

  @Test
  void gradientsThroughTheInverseMeetCentralDifferences() {
    // the root is found without gradient: its slope must be that of the equation it solves
    PlanarFlow flow = flow(2, 0.8);
    Tensor x = normal("x", 3, 2);

    Gradients.check(
        c -> {
          Image u = flow.toBase(x, c);
          return u.value().square().sum().add(u.logDeterminant().sum());
        },
        1e-6,
        new double[] {0.2, -0.4, 1, 0.3, -0.7, 0.6},
        3,
        2);
    Gradients.check(
        v -> {
          Image u = flow.toBase(v, normal("c", 3, 2));
          return u.value().square().sum().add(u.logDeterminant().sum());
        },
        1e-6,
        new double[] {0.2, -0.4, 1, 0.3, -0.7, 0.6},
        3,
        2);
  }

  @Test
  void startsAsTheIdentity() {
    PlanarFlow flow = new PlanarFlow(store.root(), 3, 2, 4);
    Toy.allocate(store, SEED);
    Tensor u = normal("u", 5, 3);

    Image x = flow.fromBase(u, normal("c", 5, 2));

    // m(0) = 0 but for rounding
    assertThat(Tensors.doubles(x.value())).containsExactly(Tensors.doubles(u), within(1e-12));
    assertThat(Tensors.doubles(x.logDeterminant())).containsOnly(new double[] {0}, within(1e-12));
  }

  @Test
  void everySampleHasPlanesOfItsOwn() {
    PlanarFlow flow = flow(2, 1);
    Tensor u = Tensors.of(new double[] {0.5, 0.5, 0.5, 0.5}, 2, 2);
    Tensor c = Tensors.of(new double[] {0, 0, 1, -1}, 2, 2);

    double[] x = Tensors.doubles(flow.fromBase(u, c).value());

    assertThat(x[0]).isNotCloseTo(x[2], within(1e-3));
  }
}
