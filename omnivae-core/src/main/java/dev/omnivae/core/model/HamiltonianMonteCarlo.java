package dev.omnivae.core.model;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.engine.WithGrad;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Draws codes from a density known up to a constant, by Hamiltonian Monte Carlo: one chain per
 * (draw, sample), all of them in one call of the density.
 *
 * <pre>{@code
 * H(q, p) = -log π(q) + |p|² / 2
 * leapfrog    p ← p + ε/2 ∇log π(q),   q ← q + ε p,   p ← p + ε/2 ∇log π(q)      L times
 * Metropolis  accept with probability min(1, exp(H(q, p) - H(q', p')))
 * }</pre>
 *
 * <p>The correction makes π the stationary density whatever ε; without it leapfrog's error would
 * bias the draws. During a burn-in each chain's step size follows its acceptance probability a:
 * {@code log ε ← log ε + 2 t^-0.6 (a - target)} (Robbins and Monro), then stays. A trajectory that
 * leaves the support, or ends in NaN, is rejected.
 *
 * <p>Neal 2011, "MCMC using Hamiltonian dynamics", section 3. Works where gradients are off, leaves
 * those of parameters alone, and holds no more memory after many steps than after one.
 */
public final class HamiltonianMonteCarlo {
  // of Robbins and Monro: 150 steps reach from a thousandth of the right size
  private static final double GAIN = 2;
  private static final double DECAY = -0.6;

  private final HmcSettings settings;

  public HamiltonianMonteCarlo(HmcSettings settings) {
    this.settings = settings;
  }

  /**
   * Where the chains ended.
   *
   * @param latents {@code (draw, batch, latent)} each
   * @param acceptance mean acceptance probability after the burn-in: {@code (draw, batch)}
   * @param stepSize as adapted: {@code (draw, batch)}
   */
  public record Result(Latents latents, Tensor acceptance, Tensor stepSize) {}

  /**
   * Runs every chain.
   *
   * @param start where chains begin: {@code (draw, batch, latent)} each
   * @param logDensity log π in nats up to a constant, {@code (draw, batch)}; each entry a function
   *     of its own chain alone
   */
  public Result sample(Latents start, Function<Latents, Tensor> logDensity, Noise noise) {
    CodeLayout layout = new CodeLayout(start);
    Target target = new Target(joined -> logDensity.apply(layout.split(joined)));
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Point at = target.at(layout.join(start).detach().clone());
      Tensor logStep =
          Tensors.plus(torch.zeros_like(at.logDensity()), Math.log(settings.stepSize()));
      Tensor accepted = torch.zeros_like(at.logDensity());
      for (int i = 0; i < settings.burnIn() + settings.steps(); i++) {
        try (Scope step = Scope.open()) {
          Tensor probability = moveInPlace(target, at, logStep, noise.stream("hmc" + i));
          if (i < settings.burnIn()) {
            Tensor error = Tensors.plus(probability, -settings.acceptance());
            logStep.add_(Tensors.times(error, GAIN * Math.pow(i + 1.0, DECAY)));
          } else {
            accepted.add_(probability);
          }
        }
      }
      Map<String, Tensor> codes = new LinkedHashMap<>();
      layout.split(at.position()).codes().forEach((name, z) -> codes.put(name, z.clone()));
      codes.values().forEach(scope::keep);
      return new Result(
          new Latents(codes),
          scope.keep(Tensors.times(accepted, 1.0 / settings.steps())),
          scope.keep(logStep.exp()));
    }
  }

  /** One transition of every chain; the acceptance probabilities, {@code (draw, batch)}. */
  private Tensor moveInPlace(Target target, Point at, Tensor logStep, Noise noise) {
    Tensor momentum = noise.normal(at.position(), Tensors.shape(at.position()));
    Phase from = new Phase(at, momentum);
    Phase to = target.leapfrog(from, logStep.exp().unsqueeze(-1), settings.leapfrog());
    Tensor gain = to.logJoint().sub(from.logJoint()); // H - H'
    Tensor u = noise.uniform(gain, Tensors.shape(gain));
    Tensor accept = u.log().lt(gain); // false where NaN
    at.replaceInPlace(accept, to.at());
    try (Scalar zero = new Scalar(0.0)) {
      return torch.where(gain.isnan(), torch.zeros_like(gain), gain.clamp_max(zero).exp());
    }
  }

  /**
   * A place with its density.
   *
   * @param position {@code (draw, batch, all codes)}
   * @param logDensity {@code (draw, batch)}
   * @param gradient of the log density, in the position's shape
   */
  record Point(Tensor position, Tensor logDensity, Tensor gradient) {
    /** Takes over the other's values where {@code (draw, batch)} is true. */
    void replaceInPlace(Tensor where, Point other) {
      Tensor wide = where.unsqueeze(-1);
      position.copy_(torch.where(wide, other.position, position));
      gradient.copy_(torch.where(wide, other.gradient, gradient));
      logDensity.copy_(torch.where(where, other.logDensity, logDensity));
    }
  }

  /** A place and a momentum. */
  record Phase(Point at, Tensor momentum) {
    /** -H: {@code (draw, batch)}. */
    Tensor logJoint() {
      Tensor kinetic = Tensors.times(Tensors.sumLast(momentum.square(), 1), 0.5);
      return at.logDensity().sub(kinetic);
    }
  }

  /** The density on joined codes, with its gradient. */
  record Target(Function<Tensor, Tensor> logDensity) {
    Point at(Tensor position) {
      try (Scope scope = Scope.open();
          WithGrad on = WithGrad.open()) {
        Tensor leaf = position.detach().requires_grad_(true);
        Tensor log = logDensity.apply(leaf);
        // grad, not backward: nothing must reach the gradients of parameters
        Tensor gradient =
            torch
                .grad(
                    Tensors.vector(java.util.List.of(log.sum())),
                    Tensors.vector(java.util.List.of(leaf)))
                .get(0);
        return new Point(
            position, scope.keep(log.detach().clone()), scope.keep(gradient.detach().clone()));
      }
    }

    /**
     * Leapfrog steps, each two half kicks around a drift.
     *
     * @param stepSize {@code (draw, batch, 1)}
     */
    Phase leapfrog(Phase from, Tensor stepSize, int count) {
      Tensor half = Tensors.times(stepSize, 0.5);
      Point at = from.at();
      Tensor p = from.momentum();
      for (int i = 0; i < count; i++) {
        p = p.add(half.mul(at.gradient()));
        at = at(at.position().add(stepSize.mul(p)));
        p = p.add(half.mul(at.gradient()));
      }
      return new Phase(at, p);
    }
  }
}
