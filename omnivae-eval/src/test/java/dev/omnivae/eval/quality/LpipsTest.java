package dev.omnivae.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.image.Vgg16;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LpipsTest {
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void isThePublishedFormulaOverTheNetworksFeatures() {
    Path vgg = NarrowVgg.write(folder.resolve("vgg.safetensors"));
    Path heads = NarrowVgg.writeHeads(folder.resolve("heads.safetensors"), 0);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Lpips lpips = Lpips.read(vgg, heads);
      Tensor like = Tensors.of(new double[] {0}, 1);
      for (int channels : new int[] {3, 1}) {
        // more than are looked at together
        Tensor x = Noise.of(1, 0, 0).uniform(like, 18, channels, 20, 17);
        Tensor y = Noise.of(2, 0, 0).uniform(like, 18, channels, 20, 17);

        double[] found = Tensors.doubles(lpips.of(x, y));

        for (int image : new int[] {0, 17}) {
          assertThat(found[image])
              .isCloseTo(plain(vgg, x.narrow(0, image, 1), y.narrow(0, image, 1)), within(1e-10))
              .isPositive();
        }
        assertThat(Tensors.doubles(lpips.of(x, x))).containsOnly(0);
        assertThat(Tensors.doubles(lpips.of(y, x))).containsExactly(found, within(1e-12));
      }
    }
  }

  /** Of one pair, number by number. */
  private static double plain(Path vgg, Tensor x, Tensor y) {
    List<Tensor> a = Vgg16.read(vgg, Lpips.LAYERS).features(x);
    List<Tensor> b = Vgg16.read(vgg, Lpips.LAYERS).features(y);
    double total = 0;
    for (int layer = 0; layer < 5; layer++) {
      int channels = (int) a.get(layer).size(1);
      int places = (int) (a.get(layer).numel() / channels);
      double[] f = Tensors.doubles(a.get(layer));
      double[] g = Tensors.doubles(b.get(layer));
      for (int p = 0; p < places; p++) {
        double lengthF = 0;
        double lengthG = 0;
        for (int c = 0; c < channels; c++) {
          lengthF += f[c * places + p] * f[c * places + p];
          lengthG += g[c * places + p] * g[c * places + p];
        }
        for (int c = 0; c < channels; c++) {
          double d =
              f[c * places + p] / (Math.sqrt(lengthF) + 1e-10)
                  - g[c * places + p] / (Math.sqrt(lengthG) + 1e-10);
          total += NarrowVgg.head(layer, c) * d * d / places;
        }
      }
    }
    return total;
  }

  @Test
  void theImagesAreScaledAsPublished() {
    // ((2 x - 1) - shift) / scale is (x - m) / s with torchvision's m and s
    double[] shift = {-.030, -.088, -.188};
    double[] scale = {.458, .448, .450};
    double[] mean = {0.485, 0.456, 0.406};
    double[] deviation = {0.229, 0.224, 0.225};
    for (int c = 0; c < 3; c++) {
      for (double x : new double[] {0, 0.3, 1}) {
        assertThat(((2 * x - 1) - shift[c]) / scale[c])
            .isCloseTo((x - mean[c]) / deviation[c], within(1e-9));
      }
    }
  }

  @Test
  void anotherFileIsOneLine() {
    Path vgg = NarrowVgg.write(folder.resolve("vgg.safetensors"));
    Path none = folder.resolve("none.pth");
    assertThatThrownBy(() -> Lpips.read(vgg, none))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "heads of LPIPS must be a file, got none at "
                + none
                + "; give weights/v0.1/vgg.pth of the lpips repository");
    assertThatThrownBy(() -> Lpips.read(vgg, vgg))
        .isInstanceOf(InputException.class)
        .hasMessage(
            vgg
                + " must be the heads of LPIPS, got no 'lin0.model.1.weight'; give"
                + " weights/v0.1/vgg.pth of the lpips repository");
    Path wide = NarrowVgg.writeHeads(folder.resolve("wide.safetensors"), 1);
    assertThatThrownBy(() -> Lpips.read(vgg, wide))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "'lin0.model.1.weight' in "
                + wide
                + " must be of shape [1, 2, 1, 1], got [1, 3, 1, 1]");
  }

  /** What a scope frees is not the weights. */
  @Test
  void itOutlivesTheScopeItWasReadIn() {
    Path vgg = NarrowVgg.write(folder.resolve("vgg.safetensors"));
    Path heads = NarrowVgg.writeHeads(folder.resolve("heads.safetensors"), 0);
    Lpips lpips;
    try (Scope scope = Scope.open()) {
      lpips = Lpips.read(vgg, heads);
    }
    Map<Integer, Double> seen = new LinkedHashMap<>();
    for (int i = 0; i < 2; i++) {
      try (Scope scope = Scope.open()) {
        Tensor like = Tensors.of(new float[] {0}, 1);
        Tensor x = Noise.of(3, 0, 0).uniform(like, 1, 3, 16, 16);
        Tensor y = Noise.of(4, 0, 0).uniform(like, 1, 3, 16, 16);
        seen.put(i, Tensors.item(lpips.of(x, y)));
      }
    }
    assertThat(seen.get(0)).isEqualTo(seen.get(1)).isPositive();
  }
}
