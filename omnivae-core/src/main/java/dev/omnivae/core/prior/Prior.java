package dev.omnivae.core.prior;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.state.Stateful;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** p(z), possibly given a condition. */
public interface Prior extends Stateful {
  /**
   * The distribution over {@code (latent)}, or {@code (batch, latent)} where it depends on the
   * condition.
   *
   * @param condition {@code (batch, condition)} or null
   */
  Distribution of(@Nullable Tensor condition);
}
