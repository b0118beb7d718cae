package dev.omnivae.core.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SelfAttentionTest {
  private static final int CHANNELS = 8;
  private static final int PIXELS = 6;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void everyPixelAddsTheValuesOfThoseItLooksAt() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      // given weights of U(-1, 1)-like size and a gamma that is not 0
      ParameterStore store = new ParameterStore();
      SelfAttention attention = new SelfAttention(store.root(), CHANNELS);
      Toy.allocate(store, 3);
      Toy.parameter(store, "gamma").tensor().copy_(Tensors.of(new double[] {0.7}, 1));
      Tensor image = Noise.of(4, 0, 0).normal(store.values(), 1, CHANNELS, 2, 3);
      double[] x = Tensors.doubles(image);

      // when it is computed one number after the other
      double[][] q = convolved(store, "query", x, 1);
      double[][] k = convolved(store, "key", x, 1);
      double[][] v = convolved(store, "value", x, CHANNELS);
      double[] expected = x.clone();
      for (int i = 0; i < PIXELS; i++) {
        double sum = 0;
        double[] weight = new double[PIXELS];
        for (int j = 0; j < PIXELS; j++) {
          weight[j] = Math.exp(q[0][i] * k[0][j]);
          sum += weight[j];
        }
        for (int c = 0; c < CHANNELS; c++) {
          for (int j = 0; j < PIXELS; j++) {
            expected[c * PIXELS + i] += 0.7 * weight[j] / sum * v[c][j];
          }
        }
      }

      // then the layer gives the same, but for rounding in float64
      assertThat(Tensors.doubles(attention.forward(image)))
          .containsExactly(expected, Offset.offset(1e-12));
    }
  }

  private static double[][] convolved(ParameterStore store, String name, double[] x, int out) {
    double[] weight = Tensors.doubles(Toy.parameter(store, name + ".weight").tensor());
    double[] bias = Tensors.doubles(Toy.parameter(store, name + ".bias").tensor());
    double[][] y = new double[out][PIXELS];
    for (int o = 0; o < out; o++) {
      for (int p = 0; p < PIXELS; p++) {
        y[o][p] = bias[o];
        for (int c = 0; c < CHANNELS; c++) {
          y[o][p] += weight[o * CHANNELS + c] * x[c * PIXELS + p];
        }
      }
    }
    return y;
  }

  @Test
  void itBeginsAsTheIdentity() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      SelfAttention attention = new SelfAttention(store.root(), CHANNELS);
      Toy.allocate(store, 3);
      Tensor image = Noise.of(4, 0, 0).normal(store.values(), 2, CHANNELS, 4, 4);

      assertThat(Tensors.doubles(attention.forward(image))).containsExactly(Tensors.doubles(image));
    }
  }
}
