package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Independent choices among classes, from logits whose last axis are the classes.
 *
 * <pre>{@code log p(x = c) = l_c - log Σ_k exp l_k}</pre>
 *
 * <p>An event is either one-hot (or class probabilities), floating point and {@code (..., class)},
 * or an index, int64 and without the class axis: the element type of x decides. Draws are one-hot.
 * Densities and divergences are per choice: the class axis is gone from them.
 */
public final class Categorical implements Factorised {
  private final Tensor logProbabilities;
  private final int eventAxes;

  private Categorical(Tensor logProbabilities, int eventAxes) {
    if (eventAxes < 1) {
      throw new IllegalArgumentException(
          "event axes must be at least 1, got " + eventAxes + "; count the class axis");
    }
    this.logProbabilities = logProbabilities;
    this.eventAxes = eventAxes;
  }

  /**
   * Choices of these logits.
   *
   * @param logits {@code (..., class)}
   * @param eventAxes number of last axes that make the event, the class axis included: 1 for one
   *     choice, 2 for a sequence of them
   */
  public static Categorical ofLogits(Tensor logits, int eventAxes) {
    return new Categorical(logits.log_softmax(-1), eventAxes);
  }

  @Override
  public int eventAxes() {
    return eventAxes - 1;
  }

  @Override
  public Tensor logDensity(Tensor x) {
    if (!x.is_floating_point()) {
      return chosen(x);
    }
    return expected(logProbabilities, x);
  }

  /**
   * {@inheritDoc}
   *
   * @param known per choice, or per class of a one-hot event
   */
  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    if (known != null && x.is_floating_point() && known.dim() == x.dim()) {
      Tensor each = logProbabilities.mul(x);
      return Events.sum(each, known, eventAxes);
    }
    return Events.sum(logDensity(x), known, eventAxes - 1);
  }

  private Tensor chosen(Tensor index) {
    Tensor at = index.to(ScalarType.Long).unsqueeze(-1);
    Tensor log = logProbabilities;
    while (at.dim() < log.dim()) {
      at = at.unsqueeze(0);
    }
    long[] shape = Tensors.shape(log);
    shape[shape.length - 1] = 1;
    return log.gather(-1, at.expand(shape)).squeeze(-1);
  }

  private static Tensor expected(Tensor log, Tensor p) {
    return Tensors.sum(log.mul(p), -1);
  }

  /** By Gumbel's trick: the largest of log p plus Gumbel noise. */
  @Override
  public Tensor sample(Noise noise, long draws) {
    Tensor log = logProbabilities.detach();
    Tensor u = noise.uniform(log, Tensors.prepend(Tensors.shape(log), draws));
    Tensor gumbel = u.log().neg().log().neg();
    Tensor index = log.add(gumbel).argmax(new org.bytedeco.pytorch.LongOptional(-1), false);
    return torch.one_hot(index, log.size(-1)).to(log.scalar_type());
  }

  /** Class probabilities, {@code (..., class)}. */
  @Override
  public Tensor mean() {
    return logProbabilities.exp();
  }

  /** Of every class indicator, {@code (..., class)}. */
  @Override
  public Tensor standardDeviation() {
    Tensor p = mean();
    return p.sub(p.square()).sqrt();
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  @Override
  public boolean hasKlTo(Factorised p) {
    return p instanceof Categorical;
  }

  /**
   * KL per choice, in nats.
   *
   * <pre>{@code KL = Σ_c q_c (log q_c - log p_c)}</pre>
   */
  @Override
  public Tensor klTo(Factorised other) {
    if (!(other instanceof Categorical p)) {
      throw Events.mismatch(this, other);
    }
    return expected(logProbabilities.sub(p.logProbabilities), mean());
  }

  @Override
  public Categorical map(UnaryOperator<Tensor> f) {
    return new Categorical(f.apply(logProbabilities), eventAxes);
  }

  @Override
  public Categorical stack(List<? extends Factorised> all, long axis) {
    return new Categorical(
        Tensors.stack(all.stream().map(d -> ((Categorical) d).logProbabilities).toList(), axis),
        eventAxes);
  }
}
