package dev.omnivae.core.network.layer;

import dev.omnivae.core.engine.Noise;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A function from tensor to tensor with parameters declared elsewhere. */
@FunctionalInterface
public interface Layer {
  /** As outside training. */
  Tensor forward(Tensor x);

  /**
   * The same for a layer that does something else in training, as batch normalisation does.
   *
   * @param noise says whether this is a training step
   */
  default Tensor forward(Tensor x, Noise noise) {
    return forward(x);
  }

  /** Where its parameters stand; empty for a layer without, or with layers inside. */
  default String path() {
    return "";
  }

  /** Whether what it gives out is still the output of the layer before: functions of elements. */
  default boolean follows() {
    return false;
  }

  /** One after the other. */
  static Layer sequence(List<? extends Layer> layers) {
    return new LayerSequence(List.copyOf(layers));
  }
}
