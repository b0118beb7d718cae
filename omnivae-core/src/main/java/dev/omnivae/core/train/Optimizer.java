package dev.omnivae.core.train;

import dev.omnivae.core.state.Stateful;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Changes tensors by their gradients, all of them in one call. */
public interface Optimizer extends Stateful {
  /**
   * One step over the tensors it was made for.
   *
   * @param gradients of the same number and shapes
   * @param learningRate of this step; schedules are the trainer's
   */
  void stepInPlace(List<Tensor> gradients, double learningRate);

  /**
   * Makes the optimiser a recipe names.
   *
   * @param values what to change, each contiguous
   */
  static Optimizer of(OptimizerSettings settings, List<Tensor> values) {
    return switch (settings.name()) {
      case "sgd" -> new SgdOptimizer(settings, values);
      case "adam", "adamw" -> new AdamOptimizer(settings, values);
      default -> new RuleOptimizer(settings, values);
    };
  }
}
