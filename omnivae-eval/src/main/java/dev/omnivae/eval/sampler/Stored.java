package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Tensors of a sampler by name, and those of its networks among them. */
final class Stored {
  private static final String NETWORK = "network.";

  private Stored() {}

  static Tensor of(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "a stored sampler must hold '" + name + "', got " + tensors.keySet());
    }
    return tensor;
  }

  /** Parameters under their paths. */
  static Map<String, Tensor> network(ParameterStore store) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    store.all().forEach(p -> tensors.put(NETWORK + p.path(), p.tensor()));
    return tensors;
  }

  /** Takes back what {@link #network} gave. */
  static void readInPlace(Map<String, Tensor> tensors, ParameterStore store) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      store.all().forEach(p -> p.tensor().copy_(of(tensors, NETWORK + p.path())));
    }
  }
}
