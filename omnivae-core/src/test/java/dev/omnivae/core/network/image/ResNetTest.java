package dev.omnivae.core.network.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class ResNetTest {
  private static final String SMALL =
      "{\"filters\": 2, \"hidden\": 4, \"smallest\": 2, \"attention\": [4]}";

  private final ParameterStore store = new ParameterStore();

  private NetworkContext context(Modality image, String side, String json) {
    return new NetworkContext(
        image,
        5,
        store.root().child(side),
        Settings.parse(json),
        Likelihoods.create("laplace", 0.75));
  }

  @ParameterizedTest
  @CsvSource({"3,64,64,16", "1,28,28,14", "3,33,20,17", "1,64,32,16"})
  void takesImagesOfAnySizeAndAttendsAtTheSizeAskedFor(
      long channels, long height, long width, int attended) {
    Modality image = Modality.image("x", channels, height, width);
    String json = "{\"filters\": 4, \"hidden\": 8, \"attention\": [%d]}".formatted(attended);
    Trunk trunk = new ResNet().encoder(context(image, "e", json));
    Decoder decoder = new ResNet().decoder(context(image, "d", "{}"), Settings.parse(json));
    Toy.allocate(store, 1);
    Tensor x = Noise.of(1, 0, 0).uniform(store.values(), 2, channels, height, width);

    Tensor features = trunk.forward(Observation.of(x), Noise.of(1, 0, 0).inTraining());
    Tensor z = Tensors.zeros(ScalarType.Double, 3, 1, 2, 5);
    Tensor mean = decoder.decode(z, null, Noise.of(1, 0, 0).inTraining()).mean();

    assertThat(Tensors.shape(features)).containsExactly(2, 8);
    assertThat(Tensors.shape(mean)).containsExactly(3, 1, 2, channels, height, width);
    assertThat(store.all().stream().map(Parameter::path).filter(p -> p.endsWith("gamma")))
        .hasSize(2);
  }

  @Test
  void fillerOfAbsentSamplesHasNoPartInTheStatisticsOfABatch() {
    Trunk trunk = new ResNet().encoder(context(Modality.image("x", 1, 8, 8), "e", SMALL));
    Toy.allocate(store, 1);
    Tensor x = Noise.of(1, 0, 0).uniform(store.values(), 3, 1, 8, 8);
    Tensor there = Tensors.of(new byte[] {1, 0, 1}, 3).to(ScalarType.Bool);
    Tensor present = x.index_select(0, Tensors.of(new long[] {0, 2}, 2));
    Noise training = Noise.of(1, 0, 0).inTraining();

    double[] alone = Tensors.doubles(trunk.forward(Observation.of(present), training));
    double[] first = Tensors.doubles(Toy.buffer(store, "e.level1.norm.running_mean"));
    Tensor masked = trunk.forward(new Observation(x, there, null), training);

    double[] all = Tensors.doubles(masked);
    assertThat(java.util.Arrays.copyOfRange(all, 0, 4))
        .containsExactly(java.util.Arrays.copyOfRange(alone, 0, 4), Offset.offset(1e-12));
    assertThat(java.util.Arrays.copyOfRange(all, 4, 8)).containsOnly(0.0);
    assertThat(java.util.Arrays.copyOfRange(all, 8, 12))
        .containsExactly(java.util.Arrays.copyOfRange(alone, 4, 8), Offset.offset(1e-12));
    // running statistics: a tenth of the way, then a tenth of what was left
    assertThat(Tensors.doubles(Toy.buffer(store, "e.level1.norm.running_mean"))[0])
        .isCloseTo(first[0] * 1.9, within(1e-12));
  }

  @Test
  void withoutAnySampleFeaturesAreZeros() {
    Trunk trunk = new ResNet().encoder(context(Modality.image("x", 1, 8, 8), "e", SMALL));
    Toy.allocate(store, 1);
    Tensor x = Tensors.zeros(ScalarType.Double, 1, 1, 8, 8);
    Tensor none = Tensors.of(new byte[] {0}, 1).to(ScalarType.Bool);

    Tensor features = trunk.forward(new Observation(x, none, null), Noise.of(1, 0, 0).inTraining());

    assertThat(Tensors.doubles(features)).containsOnly(0.0);
  }

  @Test
  void twoPassesBeforeOneBackwardBothHaveGradients() {
    // running statistics move in place between a forward and its backward
    Decoder decoder =
        new ResNet()
            .decoder(context(Modality.image("x", 1, 8, 8), "d", SMALL), Settings.parse("{}"));
    Toy.allocate(store, 1);
    Noise training = Noise.of(1, 0, 0).inTraining();
    Tensor z = training.normal(store.values(), 1, 4, 5).requires_grad_(true);

    Tensor once = decoder.decode(z, null, training).mean().square().sum();
    once.backward();
    double expected = Tensors.item(z.grad().abs().sum());
    z.mutable_grad().zero_();
    Tensor first = decoder.decode(z, null, training).mean().square().sum();
    Tensor second = decoder.decode(z, null, training).mean().square().sum();
    first.add(second).backward();

    assertThat(Tensors.item(z.grad().abs().sum())).isCloseTo(2 * expected, within(1e-9));
  }

  @Test
  void settingsThatMakeNoSenseAreOneLine() {
    Modality image = Modality.image("x", 1, 8, 8);
    assertThatThrownBy(() -> new ResNet().encoder(context(image, "e", "{\"norm\": \"layer\"}")))
        .isInstanceOf(InputException.class)
        .hasMessage("norm must be batch or none, got 'layer'; write norm: batch");
    assertThatThrownBy(() -> new ResNet().encoder(context(image, "e", "{\"smallest\": 8}")))
        .hasMessage(
            "image of modality x must be larger than 8x8 for network resnet, got 8x8; make"
                + " smallest smaller");
    assertThatThrownBy(
            () ->
                new PatchDiscriminator(
                    store.root(),
                    image,
                    new DiscriminatorSettings(4, 4, "none"),
                    "model.discriminator.x"))
        .hasMessage(
            "model.discriminator.x.layers must be few enough that 8x8 can be halved so often, got"
                + " 4; write layers: 2");
    assertThat(new ResNet().takes(new Modality("v", Modality.Kind.VECTOR, List.of(3L)))).isFalse();
  }
}
