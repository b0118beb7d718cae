package dev.omnivae.core.state;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that a layer keeps beside its parameters and changes in place, without gradient: running
 * statistics, the vector of a power iteration. Saved in checkpoints under its path; a moving
 * average of the weights averages it along with them.
 */
public final class Buffer {
  private final String path;
  private final long[] shape;
  private final Initialiser initialiser;
  private @Nullable Tensor tensor;

  Buffer(String path, long[] shape, Initialiser initialiser) {
    this.path = path;
    this.shape = shape.clone();
    this.initialiser = initialiser;
  }

  /** Dotted path: {@code modality.image.encoder.norm1.mean}. */
  public String path() {
    return path;
  }

  /** The tensor itself; fails before the store is allocated. */
  public Tensor tensor() {
    Tensor t = tensor;
    if (t == null) {
      throw new IllegalStateException(
          "buffer '" + path + "' is used before ParameterStore.allocate");
    }
    return t;
  }

  long[] shape() {
    return shape.clone();
  }

  Initialiser initialiser() {
    return initialiser;
  }

  void bind(Tensor values) {
    tensor = values;
  }
}
