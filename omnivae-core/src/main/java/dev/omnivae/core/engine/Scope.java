package dev.omnivae.core.engine;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The one scope of native memory: what is allocated inside is freed when it closes, unless kept.
 * One scope a training step, an evaluation batch, a gather of data.
 */
public final class Scope implements AutoCloseable {
  private final PointerScope scope;

  private Scope() {
    scope = new PointerScope();
  }

  public static Scope open() {
    return new Scope();
  }

  /**
   * Lets a tensor outlive this scope: an enclosing scope takes it over, or its garbage collection
   * frees it.
   */
  public Tensor keep(Tensor tensor) {
    scope.detach(tensor);
    return tensor;
  }

  @Override
  public void close() {
    scope.close();
  }
}
