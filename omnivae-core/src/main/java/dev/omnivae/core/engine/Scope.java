package dev.omnivae.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Storage;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The one scope of native memory: what is allocated inside is freed when it closes, unless kept.
 * One scope a training step, an evaluation batch, a gather of data. A scope belongs to the thread
 * that opened it.
 */
public final class Scope implements AutoCloseable {
  private static volatile boolean stopped;

  private final Owned owned;

  private Scope() {
    owned = new Owned(PointerScope.getInnerScope());
  }

  /**
   * Opens one.
   *
   * @throws CancellationException after {@link #stop()}
   */
  public static Scope open() {
    if (stopped) {
      throw new CancellationException("the process was told to stop");
    }
    return new Scope();
  }

  /**
   * Ends all computing of this process: no scope opens any more, so that every thread ends at its
   * next step, batch or picture. For a process told to stop, since its exit runs libtorch's
   * destructors: under a thread that computes, they crash.
   */
  public static void stop() {
    stopped = true;
  }

  /**
   * Lets a tensor outlive this scope: the enclosing scope takes it over, or, where there is none,
   * its {@code close()} or its garbage collection frees it. A tensor this scope does not own is
   * left as it is.
   */
  public Tensor keep(Tensor tensor) {
    owned.handOver(tensor);
    return tensor;
  }

  /** Takes over a tensor that was kept elsewhere, on another thread say: it is freed with this. */
  public Tensor adopt(Tensor tensor) {
    owned.attach(tensor);
    if (tensor.referenceCount() > 1) {
      tensor.releaseReference();
    }
    return tensor;
  }

  /**
   * Memory of the tensors this scope owns now, in bytes; what several are views of counts once.
   * What an operation takes and gives back while it runs is not among it.
   */
  public long bytes() {
    List<Tensor> tensors = owned.tensors(); // asking each makes pointers of its own
    Map<Long, Long> stores = new HashMap<>();
    try (Scope scope = Scope.open()) {
      for (Tensor tensor : tensors) {
        if (tensor.defined() && tensor.has_storage()) {
          Storage store = tensor.storage();
          stores.put(store.data().address(), store.nbytes());
        }
      }
    }
    return stores.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    owned.close();
  }

  /**
   * Holds the pointers itself, since the binding's scope frees what is detached from it and cannot
   * say what it owns.
   */
  private static final class Owned extends PointerScope {
    private final Deque<Pointer> pointers = new ArrayDeque<>();
    private final @Nullable PointerScope enclosing;

    Owned(@Nullable PointerScope enclosing) {
      this.enclosing = enclosing;
    }

    @Override
    public PointerScope attach(Pointer pointer) {
      pointers.push(pointer);
      pointer.retainReference();
      return this;
    }

    @Override
    public PointerScope detach(Pointer pointer) {
      if (remove(pointer)) {
        pointer.releaseReference();
      }
      return this;
    }

    void handOver(Pointer pointer) {
      if (!remove(pointer)) {
        return;
      }
      // Without an enclosing scope the reference this scope held stays: garbage collection frees.
      if (enclosing != null) {
        enclosing.attach(pointer);
        pointer.releaseReference();
      }
    }

    List<Tensor> tensors() {
      List<Tensor> tensors = new ArrayList<>();
      for (Pointer pointer : pointers) {
        if (pointer instanceof Tensor tensor && !tensor.isNull()) {
          tensors.add(tensor);
        }
      }
      return tensors;
    }

    /** By identity and newest first: pointers compare equal by address, and kept ones are new. */
    @SuppressWarnings("ReferenceEquality")
    private boolean remove(Pointer pointer) {
      for (Iterator<Pointer> i = pointers.iterator(); i.hasNext(); ) {
        if (i.next() == pointer) {
          i.remove();
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() {
      while (!pointers.isEmpty()) {
        pointers.pop().releaseReference();
      }
      super.close();
    }
  }
}
