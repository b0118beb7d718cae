package dev.omnivae.core.train;

import dev.omnivae.core.state.Stateful;
import org.bytedeco.pytorch.Tensor;

/**
 * Changes parameters by their gradients. Made for fixed tensors, slices of the flat parameters, so
 * that one step is one call of a fused kernel.
 */
public interface Optimizer extends Stateful {
  /**
   * One step over the tensors it was made for.
   *
   * @param learningRate of this step; schedules are the trainer's
   */
  void stepInPlace(double learningRate);

  /**
   * Makes the optimiser a recipe names.
   *
   * @param values what to change, each contiguous
   * @param gradients of the same shapes, read at every step
   */
  static Optimizer of(
      OptimizerSettings settings, Iterable<Tensor> values, Iterable<Tensor> gradients) {
    return settings.name().equals("sgd")
        ? new SgdOptimizer(settings, values, gradients)
        : new AdamOptimizer(settings, values, gradients);
  }
}
