package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Independent coins, from logits.
 *
 * <pre>{@code log p(x) = x l - log(1 + exp l)}</pre>
 *
 * <p>l is the logit. x in {0, 1}; values between are taken as expected counts, as the field does
 * with grey pixels, and then it is no normalised density.
 */
public final class Bernoulli implements Factorised {
  // beyond it softplus is the identity; e^-50 vanishes beside 50 even in float64
  private static final double SOFTPLUS_THRESHOLD = 50;

  private final Tensor logits;
  private final int eventAxes;

  private Bernoulli(Tensor logits, int eventAxes) {
    this.logits = logits;
    this.eventAxes = eventAxes;
  }

  /**
   * Coins of these logits.
   *
   * @param logits {@code (..., event)}
   * @param eventAxes number of last axes {@link #logProb} sums
   */
  public static Bernoulli ofLogits(Tensor logits, int eventAxes) {
    return new Bernoulli(logits, eventAxes);
  }

  public Tensor logits() {
    return logits;
  }

  @Override
  public int eventAxes() {
    return eventAxes;
  }

  @Override
  public Tensor logDensity(Tensor x) {
    return logits.mul(x).sub(softplus(logits));
  }

  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    return Events.sum(logDensity(x), known, eventAxes);
  }

  @Override
  public Tensor sample(Noise noise, long draws) {
    Tensor p = mean().detach();
    Tensor u = noise.uniform(p, Tensors.prepend(Tensors.shape(p), draws));
    return u.lt(p).to(p.scalar_type());
  }

  /** Probability of a one. */
  @Override
  public Tensor mean() {
    return logits.sigmoid();
  }

  @Override
  public Tensor standardDeviation() {
    return logits.sigmoid().mul(logits.neg().sigmoid()).sqrt();
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  @Override
  public boolean hasKlTo(Factorised p) {
    return p instanceof Bernoulli;
  }

  /**
   * KL between coins, per coin, in nats.
   *
   * <pre>{@code KL = q (lq - lp) - softplus(lq) + softplus(lp)}</pre>
   */
  @Override
  public Tensor klTo(Factorised other) {
    if (!(other instanceof Bernoulli p)) {
      throw Events.mismatch(this, other);
    }
    return mean().mul(logits.sub(p.logits)).sub(softplus(logits)).add(softplus(p.logits));
  }

  @Override
  public Bernoulli map(UnaryOperator<Tensor> f) {
    return new Bernoulli(f.apply(logits), eventAxes);
  }

  @Override
  public Bernoulli stack(List<? extends Factorised> all, long axis) {
    return new Bernoulli(
        Tensors.stack(all.stream().map(d -> ((Bernoulli) d).logits).toList(), axis), eventAxes);
  }

  private static Tensor softplus(Tensor t) {
    try (Scalar one = new Scalar(1.0);
        Scalar threshold = new Scalar(SOFTPLUS_THRESHOLD)) {
      return torch.softplus(t, one, threshold);
    }
  }
}
