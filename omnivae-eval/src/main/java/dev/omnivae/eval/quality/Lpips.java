package dev.omnivae.eval.quality;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.core.network.image.Vgg16;
import dev.omnivae.core.state.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * LPIPS 0.1 with VGG16: how unlike two images look, as people judged it.
 *
 * <pre>{@code
 * f̂_l(x) = f_l(x) / (|f_l(x)| + 1e-10)               per place, over channels
 * d(x, y) = Σ_l mean over places of Σ_c w_lc (f̂_lc(x) - f̂_lc(y))²
 * }</pre>
 *
 * <p>l: relu1_2, relu2_2, relu3_3, relu4_3, relu5_3 of torchvision's VGG16; w from the published
 * linear heads. 0 for equal images; photographs that differ as much as two of one scene do have
 * some tenths. What the published program does to images before, {@code ((2x - 1) - shift) /
 * scale}, is torchvision's own normalisation to three decimals, which {@link Vgg16} does. Zhang et
 * al. 2018, "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", eq. 1.
 */
public final class Lpips {
  /** The layers that are compared. */
  static final List<String> LAYERS = List.of("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3");

  private static final double EPSILON = 1e-10;

  /** Images at once: the maps of one of 64x64 take 10 MB. */
  private static final long AT_ONCE = 16;

  private static final String FIX = "give weights/v0.1/vgg.pth of the lpips repository";

  private final FeatureNetwork network;
  private final List<Tensor> heads; // (1, channel, 1, 1)

  private Lpips(FeatureNetwork network, List<Tensor> heads) {
    this.network = network;
    this.heads = heads;
  }

  /**
   * Reads it.
   *
   * @param vgg weights of torchvision's VGG16
   * @param heads the linear heads, {@code lin0.model.1.weight} to {@code lin4.model.1.weight}
   * @throws InputException when a file is not there, or holds something else
   */
  public static Lpips read(Path vgg, Path heads) {
    FeatureNetwork network = Vgg16.read(vgg, LAYERS);
    if (!Files.isRegularFile(heads)) {
      throw InputException.of("heads of LPIPS", "a file", "none at " + heads, FIX);
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Map<String, Tensor> found = WeightsFile.read(heads, name -> name.endsWith(".model.1.weight"));
      List<Tensor> seen = network.features(Tensors.zeros(ScalarType.Float, 1, 3, 16, 16));
      List<Tensor> kept = new ArrayList<>();
      for (int i = 0; i < LAYERS.size(); i++) {
        kept.add(head(found, "lin%d.model.1.weight".formatted(i), seen.get(i).size(1), heads));
      }
      return new Lpips(network, kept);
    }
  }

  private static Tensor head(Map<String, Tensor> found, String name, long channels, Path file) {
    Tensor weight = found.get(name);
    if (weight == null) {
      throw InputException.of(file.toString(), "the heads of LPIPS", "no '" + name + "'", FIX);
    }
    long[] wanted = {1, channels, 1, 1};
    if (!Arrays.equals(Tensors.shape(weight), wanted)) {
      throw InputException.of(
          "'%s' in %s".formatted(name, file),
          "of shape " + Arrays.toString(wanted),
          Arrays.toString(Tensors.shape(weight)),
          FIX);
    }
    Tensor copy = weight.clone().to(Engine.device(), weight.scalar_type());
    return copy.retainReference(); // outlives whatever scope asks for it
  }

  /**
   * d of each pair, without gradient.
   *
   * @param x {@code (batch, channel, height, width)}, pixels in [0, 1], one channel or three
   * @param y the same
   * @return {@code (batch)}
   */
  public Tensor of(Tensor x, Tensor y) {
    try (Scope whole = Scope.open();
        NoGrad off = NoGrad.open()) {
      List<Tensor> all = new ArrayList<>();
      for (long from = 0; from < x.size(0); from += AT_ONCE) {
        long size = Math.min(AT_ONCE, x.size(0) - from);
        try (Scope scope = Scope.open()) {
          all.add(scope.keep(some(x.narrow(0, from, size), y.narrow(0, from, size))));
        }
      }
      return whole.keep(Tensors.cat(all, 0));
    }
  }

  private Tensor some(Tensor x, Tensor y) {
    List<Tensor> a = network.features(x);
    List<Tensor> b = network.features(y);
    Tensor sum = Tensors.zeros(x.scalar_type(), x.size(0)).to(x.device(), x.scalar_type());
    for (int layer = 0; layer < heads.size(); layer++) {
      Tensor weight = heads.get(layer).to(x.device(), x.scalar_type());
      Tensor unlike = unit(a.get(layer)).sub(unit(b.get(layer))).square().mul(weight);
      sum = sum.add(Tensors.mean(Tensors.sum(unlike, 1), -1, -2));
    }
    return sum;
  }

  private static Tensor unit(Tensor features) {
    Tensor length = features.square().sum(new long[] {1}, true, null).sqrt();
    return features.div(Tensors.plus(length, EPSILON));
  }
}
