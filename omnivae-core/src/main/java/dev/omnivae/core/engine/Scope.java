package dev.omnivae.core.engine;

import java.util.Iterator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

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
   * Lets a tensor outlive this scope: an enclosing scope takes it over, or, where there is none,
   * {@link Tensor#close} or its garbage collection frees it.
   */
  public Tensor keep(Tensor tensor) {
    // the binding's detach alone would free a tensor that only this scope holds
    tensor.retainReference();
    scope.detach(tensor);
    PointerScope enclosing = enclosing();
    if (enclosing != null) {
      enclosing.attach(tensor);
      tensor.releaseReference();
    }
    return tensor;
  }

  /** Takes over a tensor that was kept elsewhere, on another thread say: it is freed with this. */
  public Tensor adopt(Tensor tensor) {
    scope.attach(tensor);
    if (tensor.referenceCount() > 1) {
      tensor.releaseReference();
    }
    return tensor;
  }

  private @Nullable PointerScope enclosing() {
    Iterator<PointerScope> fromInner = PointerScope.getScopeIterator();
    while (fromInner != null && fromInner.hasNext()) {
      if (fromInner.next() == scope) {
        return fromInner.hasNext() ? fromInner.next() : null;
      }
    }
    return null;
  }

  @Override
  public void close() {
    scope.close();
  }
}
