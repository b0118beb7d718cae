package dev.omnivae.core.state;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One tensor to train, or to keep: a view of the store's flat tensor. Its gradient is the tensor
 * that backward made, not a copy of it.
 */
public final class Parameter {
  private final String path;
  private final long[] shape;
  private final Initialiser initialiser;
  private boolean frozen;
  private boolean resting;
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

  /**
   * What backward has added up since the gradient was last taken, zeros if nothing; the parameter
   * has none afterwards. To be read only: it may share memory with the gradient of another.
   */
  public Tensor takeGradient() {
    Tensor leaf = tensor();
    Tensor place = leaf.mutable_grad();
    if (!place.defined()) {
      return torch.zeros_like(leaf);
    }
    Tensor gradient = new Tensor(place); // another owner of the same tensor
    place.reset();
    return gradient;
  }

  Parameter freeze() {
    frozen = true;
    return this;
  }

  /** Whether it is in no group: no optimiser moves it. */
  public boolean frozen() {
    return frozen;
  }

  /**
   * Whether no turn of the present phase moves it: what its layer keeps beside it (running
   * statistics) then stays, too.
   */
  public boolean resting() {
    return resting;
  }

  void rest(boolean rests) {
    resting = rests;
  }

  Initialiser initialiser() {
    return initialiser;
  }

  void bind(Tensor leaf) {
    tensor = leaf;
  }
}
