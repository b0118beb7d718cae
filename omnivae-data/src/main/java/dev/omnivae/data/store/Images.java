package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Labelled images, or spectrograms, of one modality: uint8 pixels in native memory, gathered by row
 * and scaled to [0, 1] on the fly. Thread-safe.
 */
public final class Images implements View {
  private final Modality modality;
  private final Tensor pixels;
  private final int[] labels;
  private final Map<String, float[]> factors;

  private Images(Modality modality, Tensor pixels, int[] labels, Map<String, float[]> factors) {
    this.modality = modality;
    this.pixels = pixels;
    this.labels = labels;
    this.factors = factors;
  }

  /**
   * Images over a copy of the pixels.
   *
   * @param pixels (sample, channel, height, width), 0 to 255
   * @param labels one a sample, from 0
   */
  public static Images of(Modality modality, byte[] pixels, int[] labels) {
    return of(modality, pixels, labels, Map.of());
  }

  /**
   * As {@link #of(Modality, byte[], int[])}, with what is known of each sample.
   *
   * @param factors by name, one value a sample: style, slant, blur
   */
  public static Images of(
      Modality modality, byte[] pixels, int[] labels, Map<String, float[]> factors) {
    if (pixels.length != modality.elements() * labels.length) {
      throw new IllegalArgumentException(
          "pixels must be %d x %s, got %d bytes"
              .formatted(labels.length, modality.shape(), pixels.length));
    }
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.of(pixels, Tensors.prepend(modality.sizes(), labels.length));
      return new Images(
          modality,
          scope.keep(tensor),
          labels.clone(),
          Collections.unmodifiableMap(new LinkedHashMap<>(factors)));
    }
  }

  @Override
  public Modality modality() {
    return modality;
  }

  @Override
  public int size() {
    return labels.length;
  }

  public int label(int row) {
    return labels[row];
  }

  int[] labels() {
    return labels.clone();
  }

  public Map<String, float[]> factors() {
    return factors;
  }

  /** The images of these rows: float32 {@code (row, channel, height, width)} in [0, 1]. */
  @Override
  public Tensor gather(int[] rows) {
    try (Scope scope = Scope.open()) {
      Tensor index = Tensors.of(Arrays.stream(rows).asLongStream().toArray(), rows.length);
      Tensor scaled = pixels.index_select(0, index).to(ScalarType.Float);
      // Divided, not multiplied by the reciprocal: bit for bit what torchvision's ToTensor gives.
      // What div_ returns borrows from its receiver, so it is the receiver that is kept.
      scaled.div_(new Scalar(255.0));
      return scope.keep(scaled);
    }
  }

  /** By class, the rows among {@code rows} in their order. */
  int[][] byClass(int[] rows, int classes) {
    int[][] grouped = new int[classes][];
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      grouped[label] = Arrays.stream(rows).filter(row -> labels[row] == wanted).toArray();
    }
    return grouped;
  }
}
