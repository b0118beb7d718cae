package dev.omnivae.core.train;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with momentum, by libtorch's fused kernel.
 *
 * <pre>{@code g ← g + λθ;   b ← μb + g;   θ ← θ - η·b   (nesterov: θ - η·(g + μb))}</pre>
 */
final class SgdOptimizer implements Optimizer {
  private final OptimizerSettings settings;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final IValue values;
  private final IValue momenta;

  SgdOptimizer(OptimizerSettings settings, List<Tensor> values) {
    this.settings = settings;
    this.values = Operators.list(values);
    if (settings.momentum() > 0) {
      Moments momentum = Moments.like(values);
      state.put("momentum", momentum.flat());
      momenta = momentum.views();
    } else {
      momenta = Operators.list(List.of());
    }
  }

  @Override
  public void stepInPlace(List<Tensor> gradients, double learningRate) {
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
