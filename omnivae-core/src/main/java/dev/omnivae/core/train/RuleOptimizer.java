package dev.omnivae.core.train;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/** An {@link UpdateRule} over the tensors of a group: one flat gradient in, one move out. */
final class RuleOptimizer implements Optimizer {
  private final double weightDecay;
  private final List<Tensor> values;
  private final IValue moved;
  private final UpdateRule rule;

  RuleOptimizer(OptimizerSettings settings, List<Tensor> values) {
    this.weightDecay = settings.weightDecay();
    this.values = List.copyOf(values);
    this.moved = Operators.list(values);
    this.rule = UpdateRule.of(settings, Moments.like(values).flat());
  }

  @Override
  public void stepInPlace(List<Tensor> gradients, double learningRate) {
    if (values.isEmpty()) {
      return;
    }
    try (NoGrad off = NoGrad.open()) {
      Tensor gradient = flat(gradients);
      boolean decays = weightDecay > 0;
      if (decays && !rule.decoupled()) {
        gradient = gradient.add(Tensors.times(flat(values), weightDecay));
      }
      Tensor direction = rule.direction(gradient);
      if (decays && rule.decoupled()) {
        direction = direction.add(Tensors.times(flat(values), weightDecay));
      }
      Operators.call(
          "aten::_foreach_add_.List", moved, Moments.views(direction, values), -learningRate);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return rule.state();
  }

  private static Tensor flat(List<Tensor> tensors) {
    return Tensors.cat(tensors.stream().map(t -> t.reshape(-1)).toList(), 0);
  }
}
