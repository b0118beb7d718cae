package dev.omnivae.core.train;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Tensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adam, with AMSGrad, or with decoupled weight decay as AdamW, by libtorch's fused kernel.
 *
 * <pre>{@code
 * g ← g + λθ (adam)   or   θ ← θ - ηλθ (adamw)
 * m ← β₁m + (1-β₁)g;   v ← β₂v + (1-β₂)g²
 * θ ← θ - η · m/(1-β₁ᵗ) / (√(v̂/(1-β₂ᵗ)) + ε),   v̂ = v, or its largest so far with amsgrad
 * }</pre>
 *
 * Kingma and Ba 2015; Reddi et al. 2018; Loshchilov and Hutter 2019. It moves a parameter whose
 * gradient is zero: frozen means left out.
 */
final class AdamOptimizer implements Optimizer {
  private final OptimizerSettings settings;
  private final String operator;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final Tensor steps;
  private final IValue values;
  private final IValue first;
  private final IValue second;
  private final IValue greatest;
  private final IValue stepViews;

  AdamOptimizer(OptimizerSettings settings, List<Tensor> values) {
    this.settings = settings;
    this.operator = settings.name().equals("adamw") ? "aten::_fused_adamw_" : "aten::_fused_adam_";
    this.values = Operators.list(values);
    first = moments("first", values);
    second = moments("second", values);
    greatest = settings.amsgrad() ? moments("greatest", values) : Operators.list(List.of());
    Tensor zero = Tensors.zeros(ScalarType.Float, 1);
    steps = values.isEmpty() ? zero : zero.to(values.get(0).device(), ScalarType.Float);
    stepViews = Operators.list(Collections.nCopies(values.size(), steps.select(0, 0)));
    state.put("steps", steps);
  }

  @Override
  public void stepInPlace(List<Tensor> gradients, double learningRate) {
    try (NoGrad off = NoGrad.open();
        Scalar one = new Scalar(1.0)) {
      steps.add_(one); // the kernel reads the count of the step it takes
      Operators.call(
          operator,
          values,
          gradients,
          first,
          second,
          greatest,
          stepViews,
          learningRate,
          settings.betas().get(0),
          settings.betas().get(1),
          settings.weightDecay(),
          settings.eps(),
          settings.amsgrad(),
          false,
          null,
          null);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return state;
  }

  private IValue moments(String name, List<Tensor> values) {
    Moments moments = Moments.like(values);
    state.put(name, moments.flat());
    return moments.views();
  }
}
