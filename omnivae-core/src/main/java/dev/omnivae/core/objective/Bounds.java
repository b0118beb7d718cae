package dev.omnivae.core.objective;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Divergences;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Mathematics that several objectives share, as pure functions. Everything here is to be maximised
 * or is a divergence in nats; nothing is a loss. Axes: {@code (draw, component, batch)}.
 */
public final class Bounds {
  /** Draws of a KL without closed form: what the published programs use. */
  private static final long KL_DRAWS = 100;

  private Bounds() {}

  /**
   * KL of every component to the prior, plus that of the private posteriors its draws used.
   *
   * <pre>{@code KL(q_r(z | x), p(z)) + Σ_t KL(q(w_t | x_t), p(w_t))}</pre>
   *
   * @param own {@link Draws#ownKl()}, or null without private codes
   * @return {@code (component, batch)} in nats
   */
  public static Tensor kl(Posterior q, Distribution prior, @Nullable Tensor own, Noise noise) {
    Tensor kl = Divergences.kl(q.factorised(), prior, noise.stream("kl"), KL_DRAWS);
    return own == null ? kl : kl.add(own);
  }

  /**
   * As {@link #kl(Posterior, Distribution, Tensor, Noise)}, but without closed form estimated from
   * the draws at hand: unbiased, may be negative. A mixture or a VampPrior has hundreds of
   * components, and a hundred draws under each would cost more than the step.
   *
   * @return {@code (component, batch)} in nats
   */
  public static Tensor kl(Posterior q, Draws z, Distribution prior) {
    Tensor kl = sharedKl(q, z, prior);
    Tensor own = z.ownKl();
    return own == null ? kl : kl.add(own);
  }

  /**
   * The shared part of {@link #kl(Posterior, Draws, Distribution)}.
   *
   * @return {@code (component, batch)} in nats
   */
  public static Tensor sharedKl(Posterior q, Draws z, Distribution prior) {
    return prior instanceof Factorised p
            && q.components() instanceof Factorised each
            && each.hasKlTo(p)
        ? each.klTo(p).sum(-1)
        : q.components().logProb(z.shared()).sub(prior.logProb(z.shared())).mean(0);
  }

  /**
   * Log importance weights of joint against proposal, the part that beta weighs.
   *
   * <pre>{@code log p(z) - log q(z | X) + Σ_t log p(w_t) - log q(w_t | x_t)}</pre>
   *
   * @param detached whether the proposal's parameters are detached (DReG)
   * @return {@code (draw, component, batch)} in nats
   */
  public static Tensor logRatio(Posterior q, Draws z, Distribution prior, boolean detached) {
    Tensor shared = z.shared();
    Tensor ratio = prior.logProb(shared).sub((detached ? q.detach() : q).logProb(shared));
    Tensor own = z.logOwnRatio(detached);
    return own == null ? ratio : ratio.add(own);
  }

  /**
   * Mean over components with their weights; an absent component adds nothing and gets no gradient.
   *
   * <pre>{@code Σ_r π_r v_r}</pre>
   *
   * @param values {@code (component, batch)}
   * @param logWeights log π, {@code (component, batch)}, -inf where absent
   * @return {@code (batch)}
   */
  public static Tensor overComponents(Tensor values, Tensor logWeights) {
    Tensor weighted = values.mul(logWeights.exp());
    return Tensors.masked(weighted, present(logWeights)).sum(0);
  }

  /** Where a component is there: its weight is not zero. Boolean, {@code (component, batch)}. */
  public static Tensor present(Tensor logWeights) {
    return logWeights.isneginf().logical_not();
  }

  /**
   * Importance-weighted bound with the mean over components outside the logarithm.
   *
   * <pre>{@code Σ_r π_r log 1/K_r Σ_k exp w_{k,r}}</pre>
   *
   * <p>A lower bound of log p(X) when every weight is; never above {@link #tight}, by Jensen. Shi
   * et al. 2019, the "looser" bound of their program.
   *
   * @param w log importance weights {@code (draw, component, batch)}
   * @param draws how many of the draws each component has
   * @param logWeights log π, {@code (component, batch)}
   * @return {@code (batch)} in nats
   */
  public static Tensor looser(Tensor w, DrawCounts draws, Tensor logWeights) {
    Tensor each = Tensors.logSumExp(w.add(draws.logWeights(w)), 0);
    return overComponents(each, logWeights);
  }

  /**
   * Importance-weighted bound with the mean over components inside the logarithm.
   *
   * <pre>{@code log Σ_r π_r 1/K_r Σ_k exp w_{k,r}}</pre>
   *
   * <p>A lower bound of log p(X), tight as draws go to infinity. Shi et al. 2019, eq. 3.
   *
   * <p>Arguments and result as of {@link #looser}.
   */
  public static Tensor tight(Tensor w, DrawCounts draws, Tensor logWeights) {
    return Tensors.logSumExp(w.add(draws.logWeights(w)).add(logWeights), 0, 1);
  }

  /**
   * Normalised importance weights, without gradient: over the draws of each component ({@code
   * looser}), or over all draws of all components ({@code tight}).
   *
   * @return {@code (draw, component, batch)}
   */
  public static Tensor normalised(Tensor w, DrawCounts draws, Tensor logWeights, boolean tight) {
    Tensor log = w.detach().add(draws.logWeights(w));
    if (!tight) {
      return log.softmax(0);
    }
    Tensor joint = log.add(logWeights.detach());
    return joint.sub(joint.logsumexp(new long[] {0, 1}, true)).exp();
  }

  /**
   * What DReG differentiates: log weights averaged by their own normalised weights. No bound
   * itself.
   *
   * <pre>{@code
   * looser  Σ_r π_r Σ_k w̃_{k,r} w_{k,r}
   * tight   Σ_r Σ_k w̃_{k,r} w_{k,r}
   * }</pre>
   *
   * @param w log importance weights {@code (draw, component, batch)}
   * @param normalised w̃ of {@link #normalised}
   * @return {@code (batch)}
   */
  public static Tensor surrogate(Tensor w, Tensor normalised, Tensor logWeights, boolean tight) {
    Tensor product = normalised.mul(w);
    // not a bare product: a draw that does not count may have an infinite weight
    Tensor counted =
        torch.where(normalised.gt(Tensors.scalar(0, w)), product, Tensors.scalar(0, w));
    return tight ? Tensors.sum(counted, 0, 1) : overComponents(counted.sum(0), logWeights);
  }

  /**
   * KL of a joint posterior to the expert of every modality it has.
   *
   * <pre>{@code KL(q(z | X), q_m(z | x_m)),   m ∈ A}</pre>
   *
   * <p>The direction of the variational information bottleneck: the joint posterior must not know
   * what an expert alone could not. Gradients reach both. Zero, without gradient, where a sample
   * lacks the modality.
   *
   * @param joint {@code (1, batch, latent)}
   * @return {@code (modality, batch)} in nats, never negative
   */
  public static Tensor klToExperts(Factorised joint, Experts x) {
    Tensor kl = joint.klTo(x.shared()).sum(-1);
    Tensor available = x.available();
    return Tensors.masked(kl, available);
  }

  /** How many modalities each sample has: {@code (batch)}, or a scalar where all have all. */
  public static Tensor modalities(Experts x) {
    Tensor like = x.shared().mean();
    Tensor available = x.available();
    return available == null
        ? Tensors.scalar(x.modalities().size(), like)
        : available.to(like.scalar_type()).sum(0);
  }

  /**
   * Weights of the stratified ELBO: how likely the draw of component d is under component r.
   *
   * <pre>{@code w_{r,d} = q_r(z_d) / q_d(z_d),   w_{r,r} = 1}</pre>
   *
   * <p>As published, gradients reach only the parameters of q_r: z_d and q_d are detached. The
   * diagonal is the constant 1, or a score-function gradient would slip in. Zero where either
   * component is absent.
   *
   * @return {@code (r, draw, d, batch)}
   */
  public static Tensor stratifiedWeights(Posterior q, Draws z) {
    Tensor codes = z.shared().detach();
    Tensor of = q.logProbEach(codes); // (r, draw, d, batch)
    Tensor own = q.components().detach().logProb(codes); // (draw, d, batch)
    Tensor ratio = of.sub(own).exp();
    long components = codes.size(1);
    Tensor diagonal =
        torch
            .eye(components, codes.options())
            .view(components, 1, components, 1)
            .gt(Tensors.scalar(0, codes));
    Tensor weights = torch.where(diagonal, Tensors.scalar(1, ratio), ratio);
    Tensor there = present(q.logWeights());
    Tensor both = there.unsqueeze(1).unsqueeze(1).logical_and(there.unsqueeze(0).unsqueeze(0));
    return Tensors.masked(weights, both);
  }

  /**
   * Likelihood part of the stratified ELBO: every modality from its own draw, weighed for every
   * expert.
   *
   * <pre>{@code Σ_d 1/K_d Σ_k w_{r,k,d} log p(x_d | z_{k,d})}</pre>
   *
   * @param own log p(x_d | z_d), {@code (draw, d, batch)}
   * @return {@code (r, batch)} in nats
   */
  public static Tensor stratified(Posterior q, Draws z, Tensor own, DrawCounts draws) {
    Tensor weights = stratifiedWeights(q, z).mul(draws.logWeights(own).exp());
    return Tensors.sum(weights.mul(own), 1, 2);
  }
}
