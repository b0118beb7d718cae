package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.engine.WithGrad;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Holds the slope of a critic near one.
 *
 * <pre>{@code
 * P(x) = (|∇_x D(x)|₂ - 1)²,   x = ε real + (1 - ε) fake,  ε ~ U(0, 1) per sample
 * }</pre>
 *
 * <p>D is the mean of a sample's logits. Gulrajani et al. 2017, eq. 3.
 */
final class GradientPenalty {
  /** Under the root: its gradient at 0 is infinite. */
  private static final double TINY = 1e-12;

  private GradientPenalty() {}

  /**
   * The penalty at given points, with a gradient to the critic's weights.
   *
   * @param critic {@code (batch, ...)} to logits {@code (batch, patch)}
   * @param x {@code (batch, ...)}
   * @return {@code (batch)}
   */
  static Tensor of(UnaryOperator<Tensor> critic, Tensor x) {
    try (WithGrad on = WithGrad.open()) { // the value has a slope in it, wherever it is asked for
      return squared(critic, x.detach().requires_grad_(true));
    }
  }

  private static Tensor squared(UnaryOperator<Tensor> critic, Tensor at) {
    Tensor score = Tensors.mean(critic.apply(at), 1).sum();
    // grad, not backward: backward with create_graph takes flat gradients apart
    Tensor slope =
        torch
            .grad(
                Tensors.vector(List.of(score)),
                Tensors.vector(List.of(at)),
                Tensors.vector(List.of(torch.ones_like(score))),
                new BoolOptional(true),
                true,
                false)
            .get(0);
    Tensor norm = Tensors.plus(Tensors.sum(slope.square().flatten(1, -1), 1), TINY).sqrt();
    return Tensors.plus(norm, -1).square();
  }

  /** Points between real and generated samples. */
  static Tensor between(Tensor real, Tensor fake, Tensor epsilon) {
    return fake.add(real.sub(fake).mul(epsilon)).detach();
  }
}
