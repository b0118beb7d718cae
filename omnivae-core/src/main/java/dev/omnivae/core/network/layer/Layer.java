package dev.omnivae.core.network.layer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A function from tensor to tensor with parameters declared elsewhere. */
@FunctionalInterface
public interface Layer {
  Tensor forward(Tensor x);

  /** One after the other. */
  static Layer sequence(List<Layer> layers) {
    List<Layer> copy = List.copyOf(layers);
    return x -> {
      Tensor y = x;
      for (Layer layer : copy) {
        y = layer.forward(y);
      }
      return y;
    };
  }
}
