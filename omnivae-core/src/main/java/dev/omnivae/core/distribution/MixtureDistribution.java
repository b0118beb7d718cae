package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A mixture of components of one kind: mixture priors, VampPrior, the posterior of a mixture of
 * experts seen as one distribution.
 *
 * <pre>{@code log p(x) = log Σ_c π_c p_c(x)}</pre>
 */
public final class MixtureDistribution implements Distribution {
  private final Factorised components;
  private final Tensor logWeights;

  /**
   * A mixture.
   *
   * @param components {@code (component, ..., event)}, one event axis
   * @param logWeights {@code (component, ...)}, sums to 1 over components; -inf for an absent one
   */
  public MixtureDistribution(Factorised components, Tensor logWeights) {
    this.components = components;
    this.logWeights = logWeights;
  }

  public Factorised components() {
    return components;
  }

  public Tensor logWeights() {
    return logWeights;
  }

  /**
   * log π_c + log p_c(x), whose softmax over the first axis is the responsibility of each
   * component.
   *
   * @param x {@code (..., event)}
   * @return {@code (component, ...)}
   */
  public Tensor logJoint(Tensor x) {
    long extra = x.dim() - (components.mean().dim() - 1);
    return unsqueezed(components, extra).logProb(x.unsqueeze(0)).add(unsqueezed(logWeights, extra));
  }

  /**
   * How likely each component made a value, by Bayes' rule: sums to 1 over the first axis.
   *
   * @param x {@code (..., event)}
   * @return {@code (component, ...)}
   */
  public Tensor responsibilities(Tensor x) {
    return logJoint(x).softmax(0);
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    if (known != null) {
      throw new IllegalArgumentException("a mixture over codes takes no mask of known elements");
    }
    return Tensors.logSumExp(logJoint(x), 0);
  }

  /**
   * Not pathwise in the weights: a component is chosen by inversion, then drawn from. Only what is
   * chosen is drawn, so that hundreds of components cost no more than one.
   */
  @Override
  public Tensor sample(Noise noise, long draws) {
    Tensor weights = logWeights.detach().exp();
    long[] each = Tensors.shape(weights.select(0, 0));
    Tensor u = noise.stream("component").uniform(weights, Tensors.prepend(each, draws));
    Tensor index = Inversion.component(weights, u).unsqueeze(-1); // (draw, ..., 1)
    long[] shape = Tensors.shape(components.mean());
    shape[0] = draws;
    Tensor chosen = index.expand(shape);
    return components.map(p -> p.gather(0, chosen)).sample(noise, 1).squeeze(0);
  }

  @Override
  public Tensor mean() {
    Tensor weighted = components.mean().mul(logWeights.exp().unsqueeze(-1));
    return torch
        .where(logWeights.isneginf().unsqueeze(-1), Tensors.scalar(0, weighted), weighted)
        .sum(0);
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  @Override
  public MixtureDistribution map(UnaryOperator<Tensor> f) {
    return new MixtureDistribution(components.map(f), f.apply(logWeights));
  }

  private static Factorised unsqueezed(Factorised p, long axes) {
    Factorised q = p;
    for (long i = 0; i < axes; i++) {
      q = q.map(t -> t.unsqueeze(1));
    }
    return q;
  }

  private static Tensor unsqueezed(Tensor t, long axes) {
    Tensor u = t;
    for (long i = 0; i < axes; i++) {
      u = u.unsqueeze(1);
    }
    return u;
  }
}
