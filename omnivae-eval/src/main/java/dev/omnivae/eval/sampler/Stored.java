package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.latent.Standardiser;
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

  /** Of a standardiser, taken back by {@link #standardiser}. */
  static Map<String, Tensor> of(Standardiser standardiser) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("mean", standardiser.mean());
    tensors.put("scale", standardiser.scale());
    return tensors;
  }

  static Standardiser standardiser(Map<String, Tensor> tensors) {
    return new Standardiser(of(tensors, "mean"), of(tensors, "scale"));
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
