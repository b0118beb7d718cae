package dev.omnivae.core.objective;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.jspecify.annotations.Nullable;

/**
 * A gradient hook on drawn codes: whatever gradient arrives is multiplied by the weight of its
 * draw. Libtorch holds no Java reference, so whoever makes one keeps it until the backward pass is
 * over; the step's scope then frees it (JavaCPP lends at most ten callbacks of one class at a
 * time).
 */
final class GradientScale extends TensorTensorHook {
  private final Tensor factor;

  private GradientScale(Tensor factor) {
    this.factor = factor;
  }

  /**
   * Hooks all codes that have a gradient; null, and nothing is hooked, when none has (evaluation).
   *
   * @param codes each {@code (draw, component, batch, code)}
   * @param weights {@code (draw, component, batch)}, without gradient
   */
  static @Nullable GradientScale at(List<Tensor> codes, Tensor weights) {
    List<Tensor> hooked = codes.stream().filter(Tensor::requires_grad).toList();
    if (hooked.isEmpty()) {
      return null;
    }
    GradientScale hook = new GradientScale(weights.unsqueeze(-1));
    hooked.forEach(code -> code.register_hook(hook));
    return hook;
  }

  @Override
  public TensorBase call(TensorBase gradient) {
    return new Tensor(gradient).mul(factor);
  }
}
