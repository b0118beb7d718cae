package dev.omnivae.core.network.flow;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.network.flow.Flow.Image;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A base distribution sent through a flow.
 *
 * <pre>{@code log q(x) = log q₀(u(x)) + log|du/dx|}</pre>
 *
 * <p>The density of its own last draw is known from the pass that drew it, so that a flow which
 * draws fast and inverts slowly (IAF, planar) trains as a posterior without inverting anything.
 */
public final class FlowDistribution implements Distribution {
  private final Factorised base;
  private final Flow flow;
  private final @Nullable Tensor context;
  private final boolean detached;
  private @Nullable Drawn last;

  /** A draw and its log density. */
  private record Drawn(Tensor value, Tensor logProb) {}

  /**
   * A distribution over codes.
   *
   * @param base q₀ over {@code (width)} or {@code (batch, width)}, one event axis
   * @param context {@code (..., context)} with the leading axes of the base, null for a flow
   *     without
   */
  public FlowDistribution(Factorised base, Flow flow, @Nullable Tensor context) {
    this(base, flow, context, false);
  }

  private FlowDistribution(Factorised base, Flow flow, @Nullable Tensor context, boolean detached) {
    this.base = base;
    this.flow = flow;
    this.context = context;
    this.detached = detached;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very draw, not one like it
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    if (known != null) {
      throw new IllegalArgumentException("a flow over codes takes no mask of known elements");
    }
    Drawn own = last;
    if (own != null && own.value() == x) {
      return own.logProb();
    }
    Image u = flow.toBase(x, context, weights());
    return base.logProb(u.value()).add(u.logDeterminant());
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    Tensor u = base.sample(noise, draws);
    Image x = flow.fromBase(u, context, weights());
    last = new Drawn(x.value(), base.logProb(u).sub(x.logDeterminant()));
    return x.value();
  }

  /** Where the base's mean goes: a point in the middle. The mean itself has no closed form. */
  @Override
  public Tensor mean() {
    return flow.fromBase(base.mean(), context, weights()).value();
  }

  @Override
  public boolean reparameterised() {
    return base.reparameterised();
  }

  /** Of the base's parameters and the context; the flow's weights have none of their axes. */
  @Override
  public FlowDistribution map(UnaryOperator<Tensor> f) {
    return new FlowDistribution(
        base.map(f), flow, context == null ? null : f.apply(context), detached);
  }

  /** Of everything, the flow's weights too. */
  @Override
  public FlowDistribution detach() {
    return new FlowDistribution(
        base.detach(), flow, context == null ? null : context.detach(), true);
  }

  private UnaryOperator<Tensor> weights() {
    return detached ? Tensor::detach : UnaryOperator.identity();
  }
}
