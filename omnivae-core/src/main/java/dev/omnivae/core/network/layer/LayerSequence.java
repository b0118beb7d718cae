package dev.omnivae.core.network.layer;

import dev.omnivae.core.engine.Noise;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/** Layers one after the other. */
record LayerSequence(List<Layer> layers) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return run(x, Layer::forward);
  }

  @Override
  public Tensor forward(Tensor x, Noise noise) {
    return run(x, (layer, y) -> layer.forward(y, noise));
  }

  private Tensor run(Tensor x, BiFunction<Layer, Tensor, Tensor> forward) {
    Tensor y = x;
    String path = "";
    for (Layer layer : layers) {
      y = forward.apply(layer, y);
      path = layer.follows() ? path : layer.path();
      Activations.see(path, y);
    }
    return y;
  }
}
