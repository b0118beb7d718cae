package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamily;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Location 0, scale 1, in the posterior's own family: {@code prior: {kind: standard}}. */
public final class StandardPrior implements Prior {
  private final LatentFamily family;
  private final long latent;
  private final Supplier<Tensor> like;

  /**
   * A prior.
   *
   * @param like gives element type and device, once the model's store is allocated
   */
  public StandardPrior(LatentFamily family, long latent, Supplier<Tensor> like) {
    this.family = family;
    this.latent = latent;
    this.like = like;
  }

  @Override
  public Factorised of(@Nullable Tensor condition, Function<Batch, Distribution> encode) {
    return distribution();
  }

  /** The distribution over {@code (latent)}. */
  public Factorised distribution() {
    return family.standard(latent, like.get());
  }
}
