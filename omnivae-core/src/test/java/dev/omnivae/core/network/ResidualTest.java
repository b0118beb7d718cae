package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Resampling;
import dev.omnivae.core.network.layer.ResidualBlock;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class ResidualTest {
  @ParameterizedTest
  @CsvSource({
    "1,64,32,128*8*4",
    "1,28,28,128*7*7",
    "3,28,28,128*7*7",
    "3,9,5,80*5*3",
    "1,8,8,40*8*8"
  })
  void takesImagesOfAnySize(long channels, long height, long width, String features) {
    Modality image = Modality.image("x", channels, height, width);
    Pair pair = Pair.of(image, "{}", "{}");

    Tensor x =
        Noise.of(1, 0, 0).uniform(Tensors.zeros(ScalarType.Float, 1), 2, channels, height, width);
    Tensor z = Tensors.zeros(ScalarType.Float, 3, 1, 2, 32);

    long expected =
        Arrays.stream(features.split("\\*")).mapToLong(Long::parseLong).reduce(1, (a, b) -> a * b);
    assertThat(pair.trunk.width()).isEqualTo(expected);
    assertThat(Tensors.shape(pair.trunk.forward(x))).containsExactly(2, expected);
    assertThat(Tensors.shape(pair.decoder.decode(z, null, Noise.of(1, 0, 0)).mean()))
        .containsExactly(3, 1, 2, channels, height, width);
  }

  @Test
  void thePairForPolyMnistIsThePublishedOne() {
    Map<String, String> shapes =
        Pair.of(Modality.image("m0", 3, 28, 28), "{\"filters\": 64, \"max_filters\": 1024}", "{}")
            .shapes();

    assertThat(shapes)
        .containsEntry("e.conv.weight", "[64, 3, 3, 3]")
        .containsEntry("e.block0.conv2.weight", "[64, 64, 3, 3]")
        .containsEntry("e.block1.conv1.weight", "[64, 64, 3, 3]")
        .containsEntry("e.block1.conv2.weight", "[128, 64, 3, 3]")
        .containsEntry("e.block1.shortcut.weight", "[128, 64, 1, 1]")
        .containsEntry("e.block2.conv2.weight", "[256, 128, 3, 3]")
        .containsEntry("d.fc.weight", "[12544, 32]")
        .containsEntry("d.block2.conv1.weight", "[128, 256, 3, 3]")
        .containsEntry("d.block2.shortcut.weight", "[128, 256, 1, 1]")
        .containsEntry("d.block0.conv1.weight", "[64, 64, 3, 3]")
        .containsEntry("d.conv.weight", "[3, 64, 3, 3]")
        .doesNotContainKeys("e.block0.shortcut.weight", "e.block1.shortcut.bias");
  }

  @Test
  void aBlockIsItsFormula() {
    // given one channel to two over 3x3 pixels
    ParameterStore store = new ParameterStore();
    ResidualBlock block = new ResidualBlock(store.root(), 1, 2);
    store.allocate(Noise.of(4, 0, 0), ScalarType.Double, new Device("cpu"));
    double[] x = {0.3, -1, 0.7, 2, -0.1, 0.4, -0.6, 1.1, 0.2};

    double[] y = Tensors.doubles(block.forward(Tensors.of(x, 1, 1, 3, 3)));

    double[] hidden =
        leaky(conv(leaky(x), values(store, "conv1.weight"), 0, values(store, "conv1.bias")[0]));
    for (int c = 0; c < 2; c++) {
      double[] change =
          conv(hidden, values(store, "conv2.weight"), 9 * c, values(store, "conv2.bias")[c]);
      for (int i = 0; i < 9; i++) {
        double expected = values(store, "shortcut.weight")[c] * x[i] + 0.1 * change[i];
        assertThat(y[9 * c + i]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void poolingAveragesNineAndUpsamplingRepeats() {
    Tensor x = Tensors.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);

    // a corner sees four pixels and five of padding
    assertThat(Tensors.doubles(Resampling.averagePool(x)))
        .containsExactly(new double[] {12 / 9.0, 16 / 9.0, 24 / 9.0, 28 / 9.0}, within(1e-12));
    assertThat(
            Tensors.doubles(Resampling.nearest(Tensors.of(new double[] {1, 2}, 1, 1, 1, 2), 2, 3)))
        .containsExactly(1, 1, 2, 1, 1, 2);
  }

  @Test
  void theOutputIsLinearUnlessAsked() {
    Modality image = Modality.image("x", 1, 16, 8);
    Tensor z =
        Tensors.times(
            Noise.of(2, 0, 0).normal(Tensors.zeros(ScalarType.Float, 1), 1, 1, 64, 32), 30);

    try (NoGrad off = NoGrad.open()) {
      double linear =
          Tensors.item(
              Pair.of(image, "{}", "{}").decoder.decode(z, null, Noise.of(1, 0, 0)).mean().min());
      double squashed =
          Tensors.item(
              Pair.of(image, "{}", "{\"output\": \"sigmoid\"}")
                  .decoder
                  .decode(z, null, Noise.of(1, 0, 0))
                  .mean()
                  .min());

      assertThat(linear).isNegative();
      assertThat(squashed).isPositive();
    }
  }

  @Test
  void wrongSettingsAreOneLineEach() {
    Modality image = Modality.image("x", 1, 16, 8);
    assertThatThrownBy(() -> Pair.of(image, "{\"filters\": 0}", "{}"))
        .isInstanceOf(InputException.class)
        .hasMessage("filters must be at least 1, got 0; write filters: 40");
    assertThatThrownBy(() -> Pair.of(image, "{\"filters\": 64, \"max_filters\": 32}", "{}"))
        .hasMessage("max_filters must be at least filters, 64, got 32; write max_filters: 128");
    assertThatThrownBy(() -> Pair.of(image, "{\"smallest\": 0}", "{}"))
        .hasMessage("smallest must be at least 1, got 0; write smallest: 8");
    assertThatThrownBy(
            () -> Pair.of(new Modality("v", Modality.Kind.VECTOR, List.of(5L)), "{}", "{}"))
        .hasMessage(
            "modality v must be an image (channel, height, width) for network residual, got [5];"
                + " use network: mlp");
  }

  private static double[] values(ParameterStore store, String path) {
    return Tensors.doubles(Toy.parameter(store, path).tensor());
  }

  private static double[] leaky(double[] x) {
    return Arrays.stream(x).map(v -> v > 0 ? v : 0.2 * v).toArray();
  }

  /** A 3x3 convolution of 3x3 pixels, padded with zeros. */
  private static double[] conv(double[] x, double[] weights, int from, double bias) {
    double[] y = new double[9];
    for (int i = 0; i < 9; i++) {
      y[i] = bias;
      for (int k = 0; k < 9; k++) {
        int row = i / 3 + k / 3 - 1;
        int column = i % 3 + k % 3 - 1;
        if (row >= 0 && row < 3 && column >= 0 && column < 3) {
          y[i] += weights[from + k] * x[3 * row + column];
        }
      }
    }
    return y;
  }

  private record Pair(Trunk trunk, Decoder decoder, ParameterStore store) {
    static Pair of(Modality modality, String encoder, String decoder) {
      ParameterStore store = new ParameterStore();
      Residual residual = new Residual();
      Likelihood likelihood = Likelihoods.create("laplace", 0.75);
      Settings settings = Settings.parse(encoder);
      Trunk trunk =
          residual.encoder(
              new NetworkContext(modality, 32, store.root().child("e"), settings, likelihood));
      Decoder d =
          residual.decoder(
              new NetworkContext(
                  modality, 32, store.root().child("d"), Settings.parse(decoder), likelihood),
              settings);
      store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
      return new Pair(trunk, d, store);
    }

    Map<String, String> shapes() {
      Map<String, String> shapes = new LinkedHashMap<>();
      for (Parameter p : store.all()) {
        shapes.put(p.path(), Arrays.toString(p.shape()));
      }
      return shapes;
    }
  }
}
