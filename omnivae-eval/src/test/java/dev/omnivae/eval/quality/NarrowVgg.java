package dev.omnivae.eval.quality;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A whole VGG16 of few channels and heads of LPIPS over it, in files. */
public final class NarrowVgg {
  private static final int[] INDEX = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
  private static final int[] WIDTHS = {3, 2, 3, 3, 2, 3, 4, 3, 2, 3, 4, 3, 5};
  private static final int[] TAKEN = {1, 3, 6, 9, 12};

  private NarrowVgg() {}

  /** Writes thirteen convolutions, in float64. */
  public static Path write(Path file) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      Tensor like = Tensors.of(new double[] {0}, 1);
      int in = 3;
      for (int i = 0; i < INDEX.length; i++) {
        String name = "features." + INDEX[i];
        Noise noise = Noise.of(1, 0, 0).stream(name);
        tensors.put(name + ".weight", noise.normal(like, WIDTHS[i], in, 3, 3));
        tensors.put(name + ".bias", noise.stream("bias").uniform(like, WIDTHS[i]));
        in = WIDTHS[i];
      }
      Safetensors.write(AtomicFiles.DISK, file, tensors, Map.of());
    }
    return file;
  }

  /** w of a layer's channel. */
  static double head(int layer, int channel) {
    return 0.1 + 0.2 * layer + 0.05 * channel;
  }

  /**
   * Writes the heads.
   *
   * @param more channels than the network has
   */
  public static Path writeHeads(Path file, int more) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int layer = 0; layer < TAKEN.length; layer++) {
        double[] weights = new double[WIDTHS[TAKEN[layer]] + more];
        for (int c = 0; c < weights.length; c++) {
          weights[c] = head(layer, c);
        }
        tensors.put(
            "lin%d.model.1.weight".formatted(layer), Tensors.of(weights, 1, weights.length, 1, 1));
      }
      Safetensors.write(AtomicFiles.DISK, file, tensors, Map.of());
    }
    return file;
  }
}
