package dev.omnivae.core.network.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a network give out, by the path of their parameters, while this is open on the
 * thread that runs them. Behind a layer stands what its activation and normalisation made of it; of
 * a layer that runs twice the last output. Tensors are those of the graph, nothing is copied.
 */
public final class Activations implements AutoCloseable {
  private static final ThreadLocal<@Nullable Activations> HERE = new ThreadLocal<>();

  private final Map<String, Tensor> seen = new LinkedHashMap<>();
  private final @Nullable Activations outer = HERE.get();

  private Activations() {
    HERE.set(this);
  }

  /** From now on outputs are seen, until it is closed. */
  public static Activations open() {
    return new Activations();
  }

  /** Says what a layer gave out; heard only while someone listens. */
  public static void see(String path, Tensor output) {
    Activations here = HERE.get();
    if (here != null && !path.isEmpty()) {
      here.seen.put(path, output);
    }
  }

  /**
   * In the order in which layers first ran: {@code (row, unit)}, or {@code (row, channel, ...)}.
   */
  public Map<String, Tensor> seen() {
    return Collections.unmodifiableMap(seen);
  }

  @Override
  public void close() {
    HERE.set(outer);
  }
}
