package dev.omnivae.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InceptionTest {
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void theNetworkOfThePublishedShapesKeepsAConstantImageWhereEveryConvolutionAverages() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Map<String, Tensor> weights = averaging();
      // 94 convolutions, and a norm that is no identity in one of the last
      assertThat(weights.keySet().stream().filter(n -> n.endsWith("conv.weight"))).hasSize(94);
      fill(weights, "Mixed_7c.branch1x1.bn.weight", 3);
      fill(weights, "Mixed_7c.branch1x1.bn.bias", 0.25);
      fill(weights, "Mixed_7c.branch1x1.bn.running_mean", 0.1);
      fill(weights, "Mixed_7c.branch1x1.bn.running_var", 4 - 0.001);
      Inception inception = new Inception(weights);
      assertThat(inception.width()).isEqualTo(2048);

      double[] found =
          Tensors.doubles(inception.of(Tensors.full(0.75, ScalarType.Float, 1, 1, 28, 20)));

      // 2 x - 1; averages at the border count nothing beyond it. float32 through 20 layers
      assertThat(Arrays.copyOf(found, 320))
          .containsOnly(new double[] {(0.5 - 0.1) * 3 / 2 + 0.25}, within(1e-4));
      assertThat(Arrays.copyOfRange(found, 320, 2048))
          .containsOnly(new double[] {0.5}, within(1e-4));
    }
  }

  @Test
  void theLastBlockTakesAMaximumWhereTheOthersAverage() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Inception inception = new Inception(averaging());
      Tensor halves = Tensors.full(0.6, ScalarType.Float, 1, 3, 32, 32);
      halves.narrow(3, 0, 16).fill_(new Scalar(1.0));

      double[] found = Tensors.doubles(inception.of(halves));

      // from 1 on the left of 8 columns down to 0.2 on the right; earlier maxima have moved the
      // edge
      // a little, and the maximum of 3 columns moves it by one more: (1 - 0.2) / 8
      double plain = found[0];
      double pooled = found[2047];
      assertThat(plain).isCloseTo(0.65, within(0.1));
      assertThat(pooled - plain).isCloseTo(0.1, within(0.01));
    }
  }

  @Test
  void greyIsShownAsColourAndBatchesAreNoDifference() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Inception inception = new Inception(averaging());
      Tensor grey =
          dev.omnivae.core.engine.Noise.of(1, 0, 0)
              .uniform(Tensors.zeros(ScalarType.Float, 1), 6, 1, 9, 9);

      double[] all = Tensors.doubles(inception.of(grey));
      double[] last = Tensors.doubles(inception.of(grey.narrow(0, 5, 1).expand(1, 3, 9, 9)));

      assertThat(Arrays.copyOfRange(all, 5 * 2048, 6 * 2048)).containsExactly(last, within(1e-4));
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path none = folder.resolve("none.pth");
    assertThatThrownBy(() -> Inception.read(none))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "weights of Inception must be a file, got none at %s; give".formatted(none)
                + " pt_inception-2015-12-05-6726825d.pth of pytorch-fid");

    Path other = Files.writeString(folder.resolve("other.pth"), "abc");
    assertThatThrownBy(() -> Inception.read(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must be 6726825d... of the published weights, got ba7816bf8f01");
  }

  private static void fill(Map<String, Tensor> weights, String name, double value) {
    weights.put(
        name,
        Tensors.full(value, ScalarType.Float, Objects.requireNonNull(weights.get(name)).size(0)));
  }

  // ---- the published shapes ----

  /** Every convolution gives the mean over channels of the middle pixel, every norm nothing. */
  private static Map<String, Tensor> averaging() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    put(all, "Conv2d_1a_3x3", 32, 3, 3, 3);
    put(all, "Conv2d_2a_3x3", 32, 32, 3, 3);
    put(all, "Conv2d_2b_3x3", 64, 32, 3, 3);
    put(all, "Conv2d_3b_1x1", 80, 64, 1, 1);
    put(all, "Conv2d_4a_3x3", 192, 80, 3, 3);
    a(all, "Mixed_5b.branch", 192, 32);
    a(all, "Mixed_5c.branch", 256, 64);
    a(all, "Mixed_5d.branch", 288, 64);
    put(all, "Mixed_6a.branch3x3", 384, 288, 3, 3);
    put(all, "Mixed_6a.branch3x3dbl_1", 64, 288, 1, 1);
    put(all, "Mixed_6a.branch3x3dbl_2", 96, 64, 3, 3);
    put(all, "Mixed_6a.branch3x3dbl_3", 96, 96, 3, 3);
    c(all, "Mixed_6b.branch", 128);
    c(all, "Mixed_6c.branch", 160);
    c(all, "Mixed_6d.branch", 160);
    c(all, "Mixed_6e.branch", 192);
    put(all, "Mixed_7a.branch3x3_1", 192, 768, 1, 1);
    put(all, "Mixed_7a.branch3x3_2", 320, 192, 3, 3);
    put(all, "Mixed_7a.branch7x7x3_1", 192, 768, 1, 1);
    put(all, "Mixed_7a.branch7x7x3_2", 192, 192, 1, 7);
    put(all, "Mixed_7a.branch7x7x3_3", 192, 192, 7, 1);
    put(all, "Mixed_7a.branch7x7x3_4", 192, 192, 3, 3);
    e(all, "Mixed_7b.branch", 1280);
    e(all, "Mixed_7c.branch", 2048);
    return all;
  }

  private static void a(Map<String, Tensor> all, String at, long in, long pool) {
    put(all, at + "1x1", 64, in, 1, 1);
    put(all, at + "5x5_1", 48, in, 1, 1);
    put(all, at + "5x5_2", 64, 48, 5, 5);
    put(all, at + "3x3dbl_1", 64, in, 1, 1);
    put(all, at + "3x3dbl_2", 96, 64, 3, 3);
    put(all, at + "3x3dbl_3", 96, 96, 3, 3);
    put(all, at + "_pool", pool, in, 1, 1);
  }

  private static void c(Map<String, Tensor> all, String at, long seven) {
    put(all, at + "1x1", 192, 768, 1, 1);
    put(all, at + "7x7_1", seven, 768, 1, 1);
    put(all, at + "7x7_2", seven, seven, 1, 7);
    put(all, at + "7x7_3", 192, seven, 7, 1);
    put(all, at + "7x7dbl_1", seven, 768, 1, 1);
    put(all, at + "7x7dbl_2", seven, seven, 7, 1);
    put(all, at + "7x7dbl_3", seven, seven, 1, 7);
    put(all, at + "7x7dbl_4", seven, seven, 7, 1);
    put(all, at + "7x7dbl_5", 192, seven, 1, 7);
    put(all, at + "_pool", 192, 768, 1, 1);
  }

  private static void e(Map<String, Tensor> all, String at, long in) {
    put(all, at + "1x1", 320, in, 1, 1);
    put(all, at + "3x3_1", 384, in, 1, 1);
    put(all, at + "3x3_2a", 384, 384, 1, 3);
    put(all, at + "3x3_2b", 384, 384, 3, 1);
    put(all, at + "3x3dbl_1", 448, in, 1, 1);
    put(all, at + "3x3dbl_2", 384, 448, 3, 3);
    put(all, at + "3x3dbl_3a", 384, 384, 1, 3);
    put(all, at + "3x3dbl_3b", 384, 384, 3, 1);
    put(all, at + "_pool", 192, in, 1, 1);
  }

  private static void put(
      Map<String, Tensor> all, String name, long out, long in, long height, long width) {
    Tensor weight = Tensors.zeros(ScalarType.Float, out, in, height, width);
    weight.select(3, width / 2).select(2, height / 2).fill_(new Scalar(1.0 / in));
    all.put(name + ".conv.weight", weight);
    all.put(name + ".bn.weight", Tensors.full(1, ScalarType.Float, out));
    all.put(name + ".bn.bias", Tensors.full(0, ScalarType.Float, out));
    all.put(name + ".bn.running_mean", Tensors.full(0, ScalarType.Float, out));
    all.put(name + ".bn.running_var", Tensors.full(1 - 0.001, ScalarType.Float, out));
  }
}
