package dev.omnivae.core.model;

import dev.omnivae.core.distribution.Factorised;
import java.util.function.Supplier;

/**
 * The private code of one modality.
 *
 * @param width dimensions
 * @param priorSource p(w), over {@code (private)}; asked once a step, since it may be learned
 * @param auxiliarySource the auxiliary prior r(w) with a learned scale, over {@code (private)}
 *     (Palumbo et al. 2023, eq. 7)
 * @param generate which of the two {@link #generated()} is: {@link PrivateCodes#PRIOR} or {@link
 *     PrivateCodes#AUXILIARY}
 */
public record PrivateSpace(
    long width,
    Supplier<Factorised> priorSource,
    Supplier<Factorised> auxiliarySource,
    PrivateCodes generate) {
  /** Generates from p(w). */
  public PrivateSpace(
      long width, Supplier<Factorised> priorSource, Supplier<Factorised> auxiliarySource) {
    this(width, priorSource, auxiliarySource, PrivateCodes.PRIOR);
  }

  public Factorised prior() {
    return priorSource.get();
  }

  public Factorised auxiliary() {
    return auxiliarySource.get();
  }

  /** Where the private code comes from once training is over, when the modality was not seen. */
  public Factorised generated() {
    return generate == PrivateCodes.AUXILIARY ? auxiliary() : prior();
  }
}
