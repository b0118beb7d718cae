package dev.omnivae.core.network.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.ToyVgg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEngine
class Vgg16Test {
  private static final ToyVgg TOY = ToyVgg.of(3, 2, 3, 2, 3, 4);

  @TempDir private Path folder;

  private static Tensor images(long channels) {
    return Noise.of(5, 0, 0).uniform(Tensors.of(new double[] {0}, 1), 2, channels, 8, 10);
  }

  @Test
  void layersSeeWhatAPlainComputationSees() {
    Path file = TOY.safetensors(folder.resolve("vgg.safetensors"));
    for (int channels : new int[] {3, 1}) {
      Tensor images = images(channels);

      List<Tensor> found = Vgg16.read(file, List.of("relu1_2", "relu3_1")).features(images);

      assertThat(found).hasSize(2);
      for (int i = 0; i < 2; i++) {
        double[] pixels = Tensors.doubles(images.select(0, i));
        List<double[][][]> plain = TOY.features(ToyVgg.planes(pixels, channels, 8, 10));
        // sums of some thirty products, added in another order
        assertThat(Tensors.doubles(found.get(0).select(0, i)))
            .containsExactly(ToyVgg.flat(plain.get(1)), offset(1e-11));
        assertThat(Tensors.doubles(found.get(1).select(0, i)))
            .containsExactly(ToyVgg.flat(plain.get(4)), offset(1e-11));
      }
    }
  }

  @Test
  void aStateDictIsReadLikeSafetensorsWhateverItsName() throws IOException {
    FeatureNetwork first =
        Vgg16.read(TOY.safetensors(folder.resolve("vgg.safetensors")), List.of("relu2_2"));
    Path saved = TOY.pth(folder.resolve("vgg.pth"));
    Path renamed = Files.copy(saved, folder.resolve("weights"));
    double[] expected = Tensors.doubles(first.features(images(3)).get(0));

    for (Path file : List.of(saved, renamed)) {
      FeatureNetwork second = Vgg16.read(file, List.of("relu2_2"));
      // its weights are float32
      assertThat(Tensors.doubles(second.features(images(3)).get(0)))
          .containsExactly(expected, offset(1e-5));
    }
  }

  @Test
  void onlyWhatTheLayersNeedMustBeThere() {
    Path file = ToyVgg.of(1, 2).safetensors(folder.resolve("small.safetensors"));

    assertThat(Vgg16.read(file, List.of("relu1_1")).features(images(3))).hasSize(1);
    assertThatThrownBy(() -> Vgg16.read(file, List.of("relu1_1", "relu1_2")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " must be a VGG16 in torchvision's layout, got no 'features.2.weight'; give the"
                + " weights of torchvision's vgg16");
  }

  @Test
  void anotherShapeIsOneLine() {
    ToyVgg wide = ToyVgg.of(1, 2, 3);
    wide.shapes().put("features.2.weight", new long[] {3, 2, 9, 1});
    Path file = wide.safetensors(folder.resolve("wide.safetensors"));
    assertThatThrownBy(() -> Vgg16.read(file, List.of("relu1_2")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "'features.2.weight' in "
                + file
                + " must be real numbers of shape [any, 2, 3, 3], got [3, 2, 9, 1]; give the"
                + " weights of torchvision's vgg16");

    ToyVgg bias = ToyVgg.of(1, 2);
    bias.shapes().put("features.0.bias", new long[] {2, 1});
    Path other = bias.safetensors(folder.resolve("bias.safetensors"));
    assertThatThrownBy(() -> Vgg16.read(other, List.of("relu1_1")))
        .hasMessage(
            "'features.0.bias' in "
                + other
                + " must be real numbers of shape [2], got [2, 1]; give the weights of"
                + " torchvision's vgg16");
  }

  @Test
  void whatHoldsNoWeightsIsOneLine() throws IOException {
    Path words = Files.writeString(folder.resolve("words.safetensors"), "no weights at all, sir");
    assertThatThrownBy(() -> Vgg16.read(words, List.of("relu1_1")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(words + " must be a safetensors file");
    Path text = Files.writeString(folder.resolve("words.pth"), "no weights at all, sir");
    assertThatThrownBy(() -> Vgg16.read(text, List.of("relu1_1")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(text + " must be a ")
        .hasMessageNotContaining("\n");
    Path none = folder.resolve("none.pth");
    assertThatThrownBy(() -> Vgg16.read(none, List.of("relu1_1")))
        .hasMessage(
            "weights must be a file, got none at "
                + none
                + "; give the weights of torchvision's vgg16");
  }

  @Test
  void imagesOfTwoChannelsAreRefused() {
    FeatureNetwork toy =
        Vgg16.read(TOY.safetensors(folder.resolve("vgg.safetensors")), List.of("relu1_1"));
    assertThatThrownBy(() -> toy.features(images(2)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "images to compare by features must be of 1 or 3 channels, got 2; leave the term out,"
                + " or name another modality");
  }
}
