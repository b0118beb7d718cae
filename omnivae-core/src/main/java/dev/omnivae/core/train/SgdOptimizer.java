package dev.omnivae.core.train;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Operators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Stochastic gradient descent with momentum, by libtorch's fused kernel.
 *
 * <pre>{@code g ← g + λθ;   b ← μb + g;   θ ← θ - η·b   (nesterov: θ - η·(g + μb))}</pre>
 */
final class SgdOptimizer implements Optimizer {
  private final OptimizerSettings settings;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final IValue values;
  private final IValue gradients;
  private final IValue momenta;

  SgdOptimizer(OptimizerSettings settings, Iterable<Tensor> values, Iterable<Tensor> gradients) {
    this.settings = settings;
    this.values = Operators.list(values);
    this.gradients = Operators.list(gradients);
    List<Tensor> zeros = new ArrayList<>();
    if (settings.momentum() > 0) {
      for (Tensor value : values) {
        Tensor zero = torch.zeros_like(value);
        state.put("momentum." + zeros.size(), zero);
        zeros.add(zero);
      }
    }
    momenta = Operators.list(zeros);
  }

  @Override
  public void stepInPlace(double learningRate) {
    try (NoGrad off = NoGrad.open()) {
      // from zero momentum the first step is the plain one, so it needs no flag
      Operators.call(
          "aten::_fused_sgd_",
          values,
          gradients,
          momenta,
          settings.weightDecay(),
          settings.momentum(),
          learningRate,
          0.0,
          settings.nesterov(),
          false,
          false,
          null,
          null);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return state;
  }
}
