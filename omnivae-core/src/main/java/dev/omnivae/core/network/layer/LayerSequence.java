package dev.omnivae.core.network.layer;

import dev.omnivae.core.engine.Noise;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Layers one after the other. */
record LayerSequence(List<Layer> layers) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.forward(y);
    }
    return y;
  }

  @Override
  public Tensor forward(Tensor x, Noise noise) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.forward(y, noise);
    }
    return y;
  }
}
