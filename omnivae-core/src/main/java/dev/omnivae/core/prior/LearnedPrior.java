package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Location 0, a learned scale per dimension that begins at 1: {@code prior: {kind: learned}}, the
 * published {@code --learn-prior}; also the auxiliary private prior of MMVAE+.
 */
public final class LearnedPrior implements Prior {
  private final LatentFamily family;
  private final Parameter rawScale;

  public LearnedPrior(LatentFamily family, long latent, Parameters parameters) {
    this.family = family;
    // raw 0 is scale 1 both for exp(raw / 2) and for softmax(raw) * latent
    this.rawScale = parameters.declare("raw_scale", Initialiser.constant(0), latent);
  }

  @Override
  public Factorised of(@Nullable Tensor condition, Function<Batch, Distribution> encode) {
    return distribution();
  }

  /** The distribution over {@code (latent)}. */
  public Factorised distribution() {
    return family.centred(rawScale.tensor());
  }
}
