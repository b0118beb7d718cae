package dev.omnivae.core.distribution;

import dev.omnivae.core.engine.Noise;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A batch of distributions over an event. Axes of the parameters: any leading axes (draw,
 * component, batch), then the event. Open, not sealed: flows, token sequences and whatever a user's
 * jar brings implement it too.
 */
public interface Distribution {
  /**
   * Log density or log mass in nats, summed over the event.
   *
   * @param x values, broadcast against the parameters: {@code (..., event)}
   * @param known mask of known elements, broadcast against x, boolean; null when all are known.
   *     Unknown elements add nothing and get no gradient
   * @return {@code (...)}: the broadcast leading axes
   */
  Tensor logProb(Tensor x, @Nullable Tensor known);

  /** As {@link #logProb(Tensor, Tensor)}, every element known. */
  default Tensor logProb(Tensor x) {
    return logProb(x, null);
  }

  /**
   * Draws, pathwise where {@link #reparameterised()} says so.
   *
   * @return {@code (draw, ..., event)}
   */
  Tensor sample(Noise noise, long draws);

  /**
   * The mean; for categories their probabilities, for tokens greedy decoding. {@code (..., event)}.
   */
  Tensor mean();

  /** Whether gradients flow through {@link #sample}. */
  boolean reparameterised();

  /**
   * The same distribution with a function applied to every parameter: detach, index, unsqueeze over
   * leading axes.
   */
  Distribution map(UnaryOperator<Tensor> f);

  default Distribution detach() {
    return map(Tensor::detach);
  }
}
