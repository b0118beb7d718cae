package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.state.Stateful;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** p(z), possibly given a condition. */
public interface Prior extends Stateful {
  /**
   * The distribution over {@code (latent)}, or {@code (batch, latent)} where it depends on the
   * condition.
   *
   * @param condition {@code (batch, condition)} or null
   * @param encode q(z given x) of the model the prior belongs to, over {@code (batch, latent)}:
   *     what a VampPrior asks of its pseudo-inputs
   */
  Distribution of(@Nullable Tensor condition, Function<Batch, Distribution> encode);

  /**
   * Whether KLs of posteriors to it have a closed form per dimension: it is a product over
   * dimensions, in the posterior's family.
   */
  default boolean closedForm() {
    return true;
  }
}
