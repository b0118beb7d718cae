package dev.omnivae.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Gradients against central differences in float64. */
public final class Gradients {
  // error of a central difference: h² / 6 times the third derivative, plus rounding 1e-16 / h
  private static final double H = 1e-5;

  private Gradients() {}

  /** What backward has left at every parameter, zeros where nothing, in flat order; left there. */
  public static Tensor flat(ParameterStore store) {
    List<Tensor> all = new ArrayList<>();
    for (Parameter p : store.all()) {
      all.add(at(p).reshape(-1));
    }
    return Tensors.cat(all, 0);
  }

  /** What backward has left at a parameter, zeros if nothing. */
  public static Tensor at(Parameter p) {
    Tensor gradient = p.tensor().grad();
    return gradient.defined() ? gradient : torch.zeros_like(p.tensor());
  }

  /** The gradient of a scalar function by backpropagation. */
  public static double[] of(Function<Tensor, Tensor> f, double[] at, long... shape) {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.of(at, shape).requires_grad_(true);
      f.apply(x).backward();
      return Tensors.doubles(x.grad());
    }
  }

  /**
   * Asserts that backpropagation and central differences agree to {@code tolerance}, relative to
   * the largest entry where that exceeds 1.
   */
  public static void check(
      Function<Tensor, Tensor> f, double tolerance, double[] at, long... shape) {
    checkBySteps(H, f, tolerance, at, shape);
  }

  /**
   * As {@link #check} with another step h: a smaller one for functions whose third derivatives are
   * large.
   */
  public static void checkBySteps(
      double h, Function<Tensor, Tensor> f, double tolerance, double[] at, long... shape) {
    double[] analytic = of(f, at, shape);
    double[] numeric = new double[at.length];
    double largest = 1;
    for (int i = 0; i < at.length; i++) {
      numeric[i] = (shifted(f, at, i, h, shape) - shifted(f, at, i, -h, shape)) / (2 * h);
      largest = Math.max(largest, Math.abs(numeric[i]));
    }
    assertThat(analytic).containsExactly(numeric, Offset.offset(tolerance * largest));
  }

  private static double shifted(
      Function<Tensor, Tensor> f, double[] at, int index, double by, long... shape) {
    double[] moved = at.clone();
    moved[index] += by;
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      return Tensors.item(f.apply(Tensors.of(moved, shape)));
    }
  }
}
