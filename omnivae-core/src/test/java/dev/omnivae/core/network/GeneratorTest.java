package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding in parts is decoding at once: 3 draws of 2 components, over batches of 50 or 200. */
final class GeneratorTest {
  private static final long[] EVENT = {2, 2, 1};
  private static final long CODE = 3;

  /** Sums of the same numbers in another order, in float64. */
  private static final double ROUNDING = 1e-12;

  private final ParameterStore store = new ParameterStore();
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

  @ParameterizedTest
  @ValueSource(longs = {50, 200})
  void logProbabilityAndItsGradientAreThoseOfOneBatch(long batch) {
    Two two = two("laplace", 4);
    Tensor z = normal(1, 3, 2, batch, CODE);
    Tensor x = normal(2, batch, 2, 2, 1);
    Tensor known = normal(3, batch, 2, 2, 1).gt(Tensors.scalar(0, x));

    for (Tensor mask : new Tensor[] {null, known}) {
      Tensor once = two.once(z).logProb(x, mask);
      double[] expected = gradient(once);
      Tensor parts = two.parts(z).logProb(x, mask);

      assertThat(Tensors.shape(parts)).containsExactly(3, 2, batch);
      assertThat(Tensors.doubles(parts)).containsExactly(Tensors.doubles(once), within(ROUNDING));
      assertThat(gradient(parts)).containsExactly(expected, within(ROUNDING * batch));
    }
  }

  @Test
  void valuesThatDifferBetweenDrawsMeetTheirOwn() {
    Two two = two("normal", 4);
    Tensor z = normal(1, 3, 2, 50, CODE);
    Tensor x = normal(2, 3, 1, 50, 2, 2, 1);

    assertThat(Tensors.doubles(two.parts(z).logProb(x)))
        .containsExactly(Tensors.doubles(two.once(z).logProb(x)), within(ROUNDING));
  }

  @Test
  void meanDrawsAndIndexedPartsAreThoseOfOneBatch() {
    Two two = two("bernoulli", 4);
    Tensor z = normal(1, 3, 2, 50, CODE);

    assertThat(Tensors.doubles(two.parts(z).mean()))
        .containsExactly(Tensors.doubles(two.once(z).mean()), within(ROUNDING));
    assertThat(Tensors.doubles(two.parts(z).sample(Noise.of(4, 0, 0), 2)))
        .containsExactly(Tensors.doubles(two.once(z).sample(Noise.of(4, 0, 0), 2)));
    assertThat(Tensors.shape(two.parts(z).detach().mean()))
        .containsExactly(Tensors.shape(two.once(z).mean()));
  }

  // ---- helpers ----

  private record Two(Generator whole, Generator convolutional) {
    Distribution once(Tensor z) {
      return whole.decode(z, null, Noise.of(1, 0, 0));
    }

    Distribution parts(Tensor z) {
      return convolutional.decode(z, null, Noise.of(1, 0, 0));
    }
  }

  private Two two(String name, long outputs) {
    Likelihood likelihood = Likelihoods.create(name, 0.75);
    Linear network = new Linear(store.root(), CODE, outputs);
    store.allocate(Noise.of(5, 0, 0), ScalarType.Double, new Device("cpu"));
    return new Two(
        new Generator(network, likelihood, EVENT),
        Generator.convolutional(network, likelihood, EVENT));
  }

  private double[] gradient(Tensor values) {
    store.clearGradients();
    values.mean().backward();
    return Tensors.doubles(Gradients.flat(store));
  }

  private static Tensor normal(long seed, long... shape) {
    return Noise.of(seed, 0, 0).normal(Tensors.zeros(ScalarType.Double, 1), shape);
  }
}
