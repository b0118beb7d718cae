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
 */
public record PrivateSpace(
    long width, Supplier<Factorised> priorSource, Supplier<Factorised> auxiliarySource) {
  public Factorised prior() {
    return priorSource.get();
  }

  public Factorised auxiliary() {
    return auxiliarySource.get();
  }
}
