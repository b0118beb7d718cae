package dev.omnivae.core.state;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One trainable tensor: a view of the store's flat tensor, its gradient a view of the flat
 * gradient.
 */
public final class Parameter {
  private final String path;
  private final long[] shape;
  private final Initialiser initialiser;
  private @Nullable Tensor tensor;

  Parameter(String path, long[] shape, Initialiser initialiser) {
    this.path = path;
    this.shape = shape.clone();
    this.initialiser = initialiser;
  }

  /** Dotted path: {@code modality.svhn.encoder.conv1.weight}. */
  public String path() {
    return path;
  }

  public long[] shape() {
    return shape.clone();
  }

  public long length() {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return length;
  }

  /** The leaf tensor; fails before the store is allocated. */
  public Tensor tensor() {
    Tensor t = tensor;
    if (t == null) {
      throw new IllegalStateException(
          "parameter '" + path + "' is used before ParameterStore.allocate");
    }
    return t;
  }

  Initialiser initialiser() {
    return initialiser;
  }

  void bind(Tensor leaf) {
    tensor = leaf;
  }
}
