package dev.omnivae.core.network.flow;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.network.flow.AutoregressiveFlow.Image;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A base distribution sent through a flow.
 *
 * <pre>{@code log q(x) = log q₀(u(x)) + log|du/dx|}</pre>
 */
public final class FlowDistribution implements Distribution {
  private final Factorised base;
  private final AutoregressiveFlow flow;
  private final @Nullable Tensor context;
  private final boolean detached;

  /**
   * A distribution over codes.
   *
   * @param base q₀ over {@code (width)} or {@code (batch, width)}, one event axis
   * @param context {@code (batch, context)}, null for a flow without
   */
  public FlowDistribution(Factorised base, AutoregressiveFlow flow, @Nullable Tensor context) {
    this(base, flow, context, false);
  }

  private FlowDistribution(
      Factorised base, AutoregressiveFlow flow, @Nullable Tensor context, boolean detached) {
    this.base = base;
    this.flow = flow;
    this.context = context;
    this.detached = detached;
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    if (known != null) {
      throw new IllegalArgumentException("a flow over codes takes no mask of known elements");
    }
    Image u = flow.toBase(x, context, weights());
    return base.logProb(u.value()).add(u.logDeterminant());
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    return flow.fromBase(base.sample(noise, draws), context, weights()).value();
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
