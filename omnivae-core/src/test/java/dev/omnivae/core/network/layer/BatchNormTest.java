package dev.omnivae.core.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchNormTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12); // float64 sums of 12 numbers
  private static final int BATCH = 2;
  private static final int CHANNELS = 3;
  private static final int PIXELS = 6;

  private final ParameterStore store = new ParameterStore();
  private final BatchNorm norm = new BatchNorm(store.root().child("n"), CHANNELS);
  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
    Toy.allocate(store, 1);
    Toy.set(store, 2, -1, 0.5, 0.1, 0.2, 0.3); // scale, shift
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor images() {
    return Noise.of(5, 0, 0).normal(Tensors.of(new double[] {0}, 1), BATCH, CHANNELS, 2, 3);
  }

  private static Noise training() {
    return Noise.of(1, 0, 0).inTraining();
  }

  /** Sum of squared distances over n, and mean, of one channel. */
  private static double[] statistics(double[] x, int channel) {
    double mean = 0;
    double squares = 0;
    for (int n = 0; n < BATCH; n++) {
      for (int p = 0; p < PIXELS; p++) {
        mean += x[(n * CHANNELS + channel) * PIXELS + p] / (BATCH * PIXELS);
      }
    }
    for (int n = 0; n < BATCH; n++) {
      for (int p = 0; p < PIXELS; p++) {
        squares += Math.pow(x[(n * CHANNELS + channel) * PIXELS + p] - mean, 2);
      }
    }
    return new double[] {mean, squares / (BATCH * PIXELS)};
  }

  @Test
  void trainingNormalisesByTheBatch() {
    Tensor x = images();
    double[] in = Tensors.doubles(x);
    double[] scale = {2, -1, 0.5};
    double[] shift = {0.1, 0.2, 0.3};
    double[] expected = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      int channel = i / PIXELS % CHANNELS;
      double[] s = statistics(in, channel);
      expected[i] = scale[channel] * (in[i] - s[0]) / Math.sqrt(s[1] + 1e-5) + shift[channel];
    }

    assertThat(Tensors.doubles(norm.forward(x, training()))).containsExactly(expected, ROUNDING);
  }

  @Test
  void runningStatisticsMoveATenthOfTheWayInTrainingAlone() {
    Tensor x = images();
    double[] in = Tensors.doubles(x);
    double[] mean = new double[CHANNELS];
    double[] variance = new double[CHANNELS];
    double unbiased = BATCH * PIXELS / (BATCH * PIXELS - 1.0);
    for (int c = 0; c < CHANNELS; c++) {
      double[] s = statistics(in, c);
      mean[c] = 0.1 * s[0];
      variance[c] = 0.9 + 0.1 * s[1] * unbiased;
    }

    norm.forward(x, training());
    norm.forward(x, Noise.of(1, 0, 0));
    norm.forward(x);

    assertThat(Tensors.doubles(Toy.buffer(store, "n.running_mean")))
        .containsExactly(mean, ROUNDING);
    assertThat(Tensors.doubles(Toy.buffer(store, "n.running_var")))
        .containsExactly(variance, ROUNDING);
  }

  @Test
  void elsewhereASampleDoesNotDependOnItsBatch() {
    Tensor x = images();
    norm.forward(x, training());

    double[] alone = Tensors.doubles(norm.forward(x.narrow(0, 1, 1), Noise.of(1, 0, 0)));

    assertThat(Tensors.doubles(norm.forward(x).narrow(0, 1, 1))).containsExactly(alone, ROUNDING);
  }

  @Test
  void oneValueAChannelHasNoVarianceAndLeavesTheStatistics() {
    Tensor x = images().select(2, 0).select(2, 0).narrow(0, 0, 1); // (1, channel)

    Tensor y = norm.forward(x, training());

    assertThat(Tensors.doubles(y)).containsExactly(Tensors.doubles(norm.forward(x)), ROUNDING);
    assertThat(Tensors.doubles(Toy.buffer(store, "n.running_var"))).containsOnly(1.0);
  }
}
