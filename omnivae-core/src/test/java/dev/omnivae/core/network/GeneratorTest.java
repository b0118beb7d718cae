package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Decoding 3 draws of 2 components in one call is decoding each. */
@OnEngine
final class GeneratorTest {
  private static final long[] EVENT = {2, 2, 1};
  private static final long CODE = 3;
  private static final long BATCH = 50;

  /** Sums of the same numbers in another order, in float64. */
  private static final double ROUNDING = 1e-12;

  private final ParameterStore store = new ParameterStore();

  @Test
  void stackedDrawsAndComponentsAreDecodedAsEachAlone() {
    Generator generator = generator("laplace", 4);
    Tensor z = normal(1, 3, 2, BATCH, CODE);
    Tensor x = normal(2, BATCH, 2, 2, 1);
    Tensor known = normal(3, BATCH, 2, 2, 1).gt(Tensors.scalar(0, x));

    for (Tensor mask : new Tensor[] {null, known}) {
      Tensor stacked = decode(generator, z).logProb(x, mask);
      double[] gradient = gradient(stacked);
      List<Tensor> alone = new ArrayList<>();
      for (long draw = 0; draw < 3; draw++) {
        for (long component = 0; component < 2; component++) {
          alone.add(decode(generator, z.select(0, draw).select(0, component)).logProb(x, mask));
        }
      }
      Tensor expected = Tensors.stack(alone, 0).view(3, 2, BATCH);

      assertThat(Tensors.shape(stacked)).containsExactly(3, 2, BATCH);
      assertThat(Tensors.doubles(stacked))
          .containsExactly(Tensors.doubles(expected), within(ROUNDING));
      assertThat(gradient).containsExactly(gradient(expected), within(ROUNDING * BATCH));
    }
  }

  @Test
  void valuesThatDifferBetweenDrawsMeetTheirOwn() {
    Generator generator = generator("normal", 4);
    Tensor z = normal(1, 3, 2, BATCH, CODE);
    Tensor x = normal(2, 3, 1, BATCH, 2, 2, 1);
    Tensor logProb = decode(generator, z).logProb(x);

    for (long draw = 0; draw < 3; draw++) {
      assertThat(Tensors.doubles(logProb.select(0, draw)))
          .containsExactly(
              Tensors.doubles(
                  decode(generator, z.select(0, draw)).logProb(x.select(0, draw).select(0, 0))),
              within(ROUNDING));
    }
  }

  // ---- helpers ----

  private static Distribution decode(Generator generator, Tensor z) {
    return generator.decode(z, null, Noise.of(1, 0, 0));
  }

  private Generator generator(String name, long outputs) {
    Likelihood likelihood = Likelihoods.create(name, 0.75);
    Linear network = new Linear(store.root(), CODE, outputs);
    store.allocate(Noise.of(5, 0, 0), ScalarType.Double, new Device("cpu"));
    return new Generator(network, likelihood, EVENT);
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
