package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkProvidersTest {
  private static final Modality MNIST = Modality.image("mnist", 1, 28, 28);
  private static final Modality SVHN = Modality.image("svhn", 3, 32, 32);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @ParameterizedTest
  @CsvSource({
    "mlp",
    "fc-512",
    "fc-1024",
    "fc-1024-128",
    "conv",
    "conv-16",
    "conv-32",
    "conv-64",
    "residual"
  })
  void everyPairMapsImagesToFeaturesAndCodesToImages(String name) {
    for (Modality modality : new Modality[] {MNIST, SVHN, Modality.image("tall", 1, 64, 32)}) {
      try (Scope scope = Scope.open()) {
        Pair pair = Pair.of(name, modality, "{}", "{}");
        Tensor x = Tensors.zeros(ScalarType.Float, Tensors.prepend(modality.sizes(), 3));
        Tensor z = Tensors.zeros(ScalarType.Float, 2, 1, 3, 20); // (draw, component, batch, code)

        Tensor features = pair.trunk.forward(x);
        Distribution p = pair.decoder.decode(z, null, Noise.of(1, 0, 0));

        assertThat(Tensors.shape(features)).containsExactly(3, pair.trunk.width());
        assertThat(Tensors.shape(p.mean()))
            .containsExactly(Tensors.prepend(modality.sizes(), 2, 1, 3));
      }
    }
  }

  @Test
  void manyDrawsAreDecodedAsEachAlone() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Pair pair = Pair.of("conv-16", MNIST, "{}", "{}");
      Tensor z = Noise.of(2, 0, 0).normal(Tensors.zeros(ScalarType.Float, 1), 3, 2, 50, 20);

      Tensor together = pair.decoder.decode(z, null, Noise.of(1, 0, 0)).mean(); // 300 rows

      for (long draw = 0; draw < 3; draw++) {
        Tensor alone = pair.decoder.decode(z.select(0, draw), null, Noise.of(1, 0, 0)).mean();
        // float32, sums of a few hundred products: rounding alone
        assertThat(Tensors.item(together.select(0, draw).sub(alone).abs().max())).isLessThan(1e-5);
      }
    }
  }

  @Test
  void convolutionalPairOfTheStudyHasThePublishedKernels() {
    try (Scope scope = Scope.open()) {
      Map<String, String> shapes = Pair.of("conv-16", MNIST, "{}", "{}").weights();

      assertThat(shapes)
          .containsEntry("e.conv1.weight", "[16, 1, 4, 4]")
          .containsEntry("e.conv2.weight", "[32, 16, 4, 4]")
          .containsEntry("e.conv3.weight", "[64, 32, 4, 4]")
          .containsEntry("d.up0.weight", "[20, 64, 4, 4]")
          .containsEntry("d.up1.weight", "[64, 32, 3, 3]")
          .containsEntry("d.up2.weight", "[32, 16, 2, 2]")
          .containsEntry("d.up3.weight", "[16, 1, 4, 4]");
    }
  }

  @Test
  void convolutionalPairForSvhnIsThatOfMmvae() {
    try (Scope scope = Scope.open()) {
      Pair pair = Pair.of("conv", SVHN, "{}", "{}");

      assertThat(pair.trunk.width()).isEqualTo(128 * 4 * 4);
      assertThat(pair.weights())
          .containsEntry("e.conv1.weight", "[32, 3, 4, 4]")
          .containsEntry("e.conv3.weight", "[128, 64, 4, 4]")
          .containsEntry("d.up0.weight", "[20, 128, 4, 4]")
          .containsEntry("d.up1.weight", "[128, 64, 4, 4]")
          .containsEntry("d.up3.weight", "[32, 3, 4, 4]");
    }
  }

  @Test
  void decoderMirrorsTheEncoderUnlessGiven() {
    try (Scope scope = Scope.open()) {
      assertThat(Pair.of("mlp", MNIST, "{\"hidden\": [300, 100]}", "{}").weights())
          .containsEntry("e.fc1.weight", "[300, 784]")
          .containsEntry("e.fc2.weight", "[100, 300]")
          .containsEntry("d.fc1.weight", "[100, 20]")
          .containsEntry("d.fc2.weight", "[300, 100]")
          .containsEntry("d.out.weight", "[784, 300]");
      assertThat(Pair.of("mlp", MNIST, "{\"hidden\": [300, 100]}", "{\"hidden\": [50]}").weights())
          .containsEntry("d.fc1.weight", "[50, 20]")
          .containsEntry("d.out.weight", "[784, 50]");
    }
  }

  @Test
  void wrongSettingsAreOneLineEach() {
    assertThatThrownBy(() -> Pair.of("mlp", MNIST, "{\"hiden\": [3]}", "{}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("got 'hiden'; did you mean 'hidden'?");
    assertThatThrownBy(() -> Pair.of("mlp", MNIST, "{\"hidden\": [0]}", "{}"))
        .hasMessage("hidden must be widths of at least 1, got [0]; write hidden: [512]");
    assertThatThrownBy(() -> Pair.of("mlp", MNIST, "{\"activation\": \"rellu\"}", "{}"))
        .hasMessageContaining("activation must be a known name, got 'rellu'; did you mean 'relu'?");
    assertThatThrownBy(() -> Pair.of("conv", MNIST, "{\"filters\": 0}", "{}"))
        .hasMessage("filters must be at least 1, got 0; write filters: 32");
    assertThatThrownBy(() -> Pair.of("conv", MNIST, "{\"kernels\": [5]}", "{}"))
        .hasMessage("kernels must be a list of 2, 3 or 4, got [5]; write kernels: [4]");
    assertThatThrownBy(() -> Pair.of("conv", MNIST, "{\"output\": \"sigmod\"}", "{}"))
        .hasMessageContaining("output must be a known name, got 'sigmod'; did you mean 'sigmoid'?");
    assertThatThrownBy(() -> Pair.of("convv", MNIST, "{}", "{}"))
        .hasMessageContaining("network must be a known name, got 'convv'; did you mean 'conv'?");
  }

  private record Pair(Trunk trunk, Decoder decoder, ParameterStore store) {
    static Pair of(String name, Modality modality, String encoder, String decoder) {
      ParameterStore store = new ParameterStore();
      NetworkProvider provider = Extensions.of(NetworkProvider.class, "network").get(name);
      Likelihood likelihood = Likelihoods.create("laplace", 0.75);
      Settings encoderSettings = Settings.parse(encoder);
      Trunk trunk =
          provider.encoder(
              new NetworkContext(
                  modality, 20, store.root().child("e"), encoderSettings, likelihood));
      Decoder d =
          provider.decoder(
              new NetworkContext(
                  modality, 20, store.root().child("d"), Settings.parse(decoder), likelihood),
              encoderSettings);
      store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
      return new Pair(trunk, d, store);
    }

    Map<String, String> weights() {
      Map<String, String> shapes = new LinkedHashMap<>();
      for (Parameter p : store.all()) {
        shapes.put(p.path(), Arrays.toString(p.shape()));
      }
      return shapes;
    }
  }
}
