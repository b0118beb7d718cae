package dev.omnivae.core.train;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Stateful;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where an optimiser goes from a gradient, all elements as one flat tensor: {@code θ ← θ - η d}.
 * What libtorch has a fused kernel for is not here: Adam, AdamW, gradient descent.
 */
abstract class UpdateRule implements Stateful {
  private final Map<String, Tensor> state = new LinkedHashMap<>();

  /**
   * The direction d of one step.
   *
   * @param gradient {@code (element)}, to be read only
   * @return {@code (element)}
   */
  abstract Tensor direction(Tensor gradient);

  /** Whether weight decay goes around the rule, θ ← θ - ηλθ, and not through the gradient. */
  boolean decoupled() {
    return false;
  }

  @Override
  public final Map<String, Tensor> state() {
    return state;
  }

  /** Zeros for every element, kept between steps. */
  final Tensor kept(String name, Tensor like) {
    Tensor zeros = torch.zeros_like(like);
    state.put(name, zeros);
    return zeros;
  }

  /** {@code average ← decay · average + (1 - decay) · value}, in place. */
  private static Tensor average(Tensor average, Tensor value, double decay) {
    try (Scalar of = new Scalar(1 - decay)) {
      return average.lerp_(value, of);
    }
  }

  private static Tensor root(Tensor squares, double eps) {
    return Tensors.plus(squares.sqrt(), eps);
  }

  /** The rule a recipe names. */
  static UpdateRule of(OptimizerSettings s, Tensor like) {
    return switch (s.name()) {
      case "rmsprop" -> new RmsProp(s, like);
      case "adagrad" -> new Adagrad(s, like);
      case "adadelta" -> new Adadelta(s, like);
      case "nadam" -> new Nadam(s, like);
      case "lion" -> new Lion(s, like);
      default -> throw new IllegalArgumentException("no update rule is named " + s.name());
    };
  }

  /**
   * Divided by the root of a running mean of squares, with momentum.
   *
   * <pre>{@code v ← β₂v + (1-β₂)g²;   b ← μb + g / (√v + ε);   d = b}</pre>
   *
   * Tieleman and Hinton 2012, lecture 6e; ε outside the root, as PyTorch.
   */
  private static final class RmsProp extends UpdateRule {
    private final OptimizerSettings s;
    private final Tensor squares;
    private final Tensor momentum;

    RmsProp(OptimizerSettings s, Tensor like) {
      this.s = s;
      this.squares = kept("squares", like);
      this.momentum = kept("momentum", like);
    }

    @Override
    Tensor direction(Tensor g) {
      average(squares, g.square(), s.betas().get(1));
      try (Scalar mu = new Scalar(s.momentum())) {
        return momentum.mul_(mu).add_(g.div(root(squares, s.eps())));
      }
    }
  }

  /**
   * Divided by the root of the sum of all squares.
   *
   * <pre>{@code s ← s + g²;   d = g / (√s + ε)}</pre>
   *
   * Duchi et al. 2011.
   */
  private static final class Adagrad extends UpdateRule {
    private final double eps;
    private final Tensor squares;

    Adagrad(OptimizerSettings s, Tensor like) {
      this.eps = s.eps();
      this.squares = kept("squares", like);
    }

    @Override
    Tensor direction(Tensor g) {
      return g.div(root(squares.addcmul_(g, g), eps));
    }
  }

  /**
   * Steps in the unit of the parameters.
   *
   * <pre>{@code v ← ρv + (1-ρ)g²;   d = √(u + ε) / √(v + ε) · g;   u ← ρu + (1-ρ)d²,   ρ = β₂}
   * </pre>
   *
   * Zeiler 2012, algorithm 1.
   */
  private static final class Adadelta extends UpdateRule {
    private final OptimizerSettings s;
    private final Tensor squares;
    private final Tensor moves;

    Adadelta(OptimizerSettings s, Tensor like) {
      this.s = s;
      this.squares = kept("squares", like);
      this.moves = kept("moves", like);
    }

    @Override
    Tensor direction(Tensor g) {
      double rho = s.betas().get(1);
      average(squares, g.square(), rho);
      Tensor ratio = Tensors.plus(moves, s.eps()).div(Tensors.plus(squares, s.eps())).sqrt();
      Tensor d = ratio.mul(g);
      average(moves, d.square(), rho);
      return d;
    }
  }

  /**
   * Adam whose momentum looks ahead.
   *
   * <pre>{@code
   * μₜ = β₁(1 - ½ 0.96^(t/250));   Πₜ = μ₁ ⋯ μₜ
   * m ← β₁m + (1-β₁)g;   v ← β₂v + (1-β₂)g²
   * d = [(1-μₜ)/(1-Πₜ) g + μₜ₊₁/(1-Πₜ₊₁) m] / (√(v/(1-β₂ᵗ)) + ε)
   * }</pre>
   *
   * Dozat 2016, algorithm 2.
   */
  private static final class Nadam extends UpdateRule {
    private static final double SCHEDULE_DECAY = 1 / 250.0;

    private final OptimizerSettings s;
    private final Tensor first;
    private final Tensor second;
    private final Tensor counts; // t and Πₜ, on the host: reading them waits for nothing

    Nadam(OptimizerSettings s, Tensor like) {
      this.s = s;
      this.first = kept("first", like);
      this.second = kept("second", like);
      this.counts = kept("counts", Tensors.zeros(ScalarType.Double, 2));
    }

    private double mu(double t) {
      return s.betas().get(0) * (1 - 0.5 * Math.pow(0.96, t * SCHEDULE_DECAY));
    }

    @Override
    Tensor direction(Tensor g) {
      double[] before = Tensors.doubles(counts);
      double t = before[0] + 1;
      double product = (t == 1 ? 1 : before[1]) * mu(t);
      double next = product * mu(t + 1);
      counts.copy_(Tensors.of(new double[] {t, product}, 2));
      average(first, g, s.betas().get(0));
      average(second, g.square(), s.betas().get(1));
      Tensor ahead =
          Tensors.times(g, (1 - mu(t)) / (1 - product))
              .add(Tensors.times(first, mu(t + 1) / (1 - next)));
      double unbiased = 1 / (1 - Math.pow(s.betas().get(1), t));
      return ahead.div(root(Tensors.times(second, unbiased), s.eps()));
    }
  }

  /**
   * The sign of an interpolated momentum.
   *
   * <pre>{@code d = sign(β₁m + (1-β₁)g);   m ← β₂m + (1-β₂)g}</pre>
   *
   * Weight decay goes around it. Chen et al. 2023, algorithm 2.
   */
  private static final class Lion extends UpdateRule {
    private final OptimizerSettings s;
    private final Tensor momentum;

    Lion(OptimizerSettings s, Tensor like) {
      this.s = s;
      this.momentum = kept("momentum", like);
    }

    @Override
    boolean decoupled() {
      return true;
    }

    @Override
    Tensor direction(Tensor g) {
      Tensor d = average(momentum.clone(), g, s.betas().get(0)).sign();
      average(momentum, g, s.betas().get(1));
      return d;
    }
  }
}
