package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * All parameters as views of one contiguous tensor: moving average and checkpoint touch one tensor.
 * Gradients stay apart, as backward makes them, so that none is copied or zeroed. Modules declare,
 * then {@link #allocate} lays everything out in order of declaration.
 */
public final class ParameterStore {
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();
  private @Nullable Tensor values;

  /** The root to declare from. */
  public Parameters root() {
    return new Parameters(this, "");
  }

  Parameter declare(String path, long[] shape, Initialiser initialiser) {
    if (values != null) {
      throw new IllegalStateException("parameter '" + path + "' is declared after allocate");
    }
    Parameter parameter = new Parameter(path, shape, initialiser);
    if (parameters.putIfAbsent(path, parameter) != null) {
      throw new IllegalStateException("parameter '" + path + "' is declared twice");
    }
    return parameter;
  }

  Buffer declareBuffer(String path, long[] shape, Initialiser initialiser) {
    if (values != null) {
      throw new IllegalStateException("buffer '" + path + "' is declared after allocate");
    }
    Buffer buffer = new Buffer(path, shape, initialiser);
    if (parameters.containsKey(path) || buffers.putIfAbsent(path, buffer) != null) {
      throw new IllegalStateException("buffer '" + path + "' is declared twice");
    }
    return buffer;
  }

  /**
   * Lays out and initialises everything declared. Each parameter draws from the stream of its own
   * path, so that adding one changes no other.
   *
   * @param type float32 to train, float64 for gradient checks
   */
  public ParameterStore allocate(Noise noise, ScalarType type, Device device) {
    long length = parameters.values().stream().mapToLong(Parameter::length).sum();
    try (Scope scope = Scope.open()) {
      Tensor flat = scope.keep(Tensors.zeros(type, length).to(device, type));
      long offset = 0;
      for (Parameter p : parameters.values()) {
        try (NoGrad off = NoGrad.open()) {
          flat.narrow(0, offset, p.length())
              .copy_(p.initialiser().values(noise.stream(p.path()), flat, p.shape()).reshape(-1));
        }
        Tensor leaf = scope.keep(flat.narrow(0, offset, p.length()).view(p.shape()).detach());
        leaf.requires_grad_(true);
        p.bind(leaf);
        offset += p.length();
      }
      for (Buffer b : buffers.values()) {
        Tensor first = b.initialiser().values(noise.stream(b.path()), flat, b.shape());
        b.bind(scope.keep(first.to(device, type).clone()));
      }
      values = flat;
    }
    return this;
  }

  /** All parameters, flat. */
  public Tensor values() {
    return allocated(values);
  }

  /** Forgets what backward has added up. */
  public void clearGradients() {
    parameters.values().forEach(p -> p.tensor().mutable_grad().reset());
  }

  /** From now on all parameters but those of the groups are {@link Parameter#resting}. */
  public void trainOnly(Collection<ParameterGroup> groups) {
    parameters.values().forEach(p -> p.rest(true));
    groups.forEach(group -> group.parameters().forEach(p -> p.rest(false)));
  }

  /** Every parameter in flat order. */
  public Collection<Parameter> all() {
    return List.copyOf(parameters.values());
  }

  /** What layers keep beside their parameters, by path. */
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    buffers.forEach((path, buffer) -> tensors.put(path, buffer.tensor()));
    return tensors;
  }

  public long length() {
    return values().numel();
  }

  /**
   * The parameters whose path matches any of the globs ({@code *} stands for anything), in flat
   * order.
   *
   * @throws InputException when a glob matches nothing
   */
  public ParameterGroup select(String... globs) {
    List<Parameter> selected = new ArrayList<>();
    boolean[] used = new boolean[globs.length];
    for (Parameter p : parameters.values()) {
      boolean chosen = false; // what is frozen is in no group, though a glob may name it
      for (int i = 0; i < globs.length; i++) {
        if (matches(globs[i], p.path())) {
          used[i] = true;
          chosen = !p.frozen();
        }
      }
      if (chosen) {
        selected.add(p);
      }
    }
    for (int i = 0; i < globs.length; i++) {
      if (!used[i]) {
        throw new InputException(
            "parameter group must match some parameter, got '%s'; %s"
                .formatted(globs[i], Nearest.hint(globs[i], parameters.keySet())));
      }
    }
    return new ParameterGroup(String.join("+", globs), selected);
  }

  /** Whether a path matches a glob, in which {@code *} stands for anything, dots included. */
  public static boolean matches(String glob, String path) {
    return Pattern.matches("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E", path);
  }

  private static Tensor allocated(@Nullable Tensor tensor) {
    if (tensor == null) {
      throw new IllegalStateException("ParameterStore.allocate has not been called");
    }
    return tensor;
  }
}
