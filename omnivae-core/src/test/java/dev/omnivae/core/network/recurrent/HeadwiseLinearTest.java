package dev.omnivae.core.network.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class HeadwiseLinearTest {
  /** The last is too wide to be multiplied as one matrix. */
  @ParameterizedTest
  @CsvSource({"1, 4, 3", "3, 4, 5", "200, 4, 2"})
  void everyHeadIsMappedByItsOwnMatrix(int heads, int in, int out) {
    ParameterStore store = new ParameterStore();
    HeadwiseLinear layer = new HeadwiseLinear(store.root(), Initialiser.normal(1), heads, in, out);
    Toy.allocate(store, 1);
    Tensor x = Noise.of(2, 0, 0).normal(store.values().detach(), 2, 3, (long) heads * in);

    Tensor y = layer.forward(x);

    assertThat(Tensors.shape(y)).containsExactly(2, 3, (long) heads * out);
    double[] from = Tensors.doubles(x);
    double[] w = Tensors.doubles(Toy.parameter(store, "weight").tensor()); // (head, out, in)
    double[] to = Tensors.doubles(y);
    for (int i = 0; i < to.length; i++) {
      int place = i / (heads * out);
      int head = i % (heads * out) / out;
      double sum = 0;
      for (int k = 0; k < in; k++) {
        sum += w[(head * out + i % out) * in + k] * from[(place * heads + head) * in + k];
      }
      assertThat(to[i]).isCloseTo(sum, within(1e-12)); // float64, four products
    }
  }
}
