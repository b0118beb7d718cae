package dev.omnivae.core.model;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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

  /**
   * Codes once training is over: of what was seen from its own posterior, of what was not from
   * {@link #generated}.
   *
   * @param posterior q(w given x), over {@code (batch, private)}
   * @return {@code (draw, batch, private)}
   */
  Tensor infer(String name, Factorised posterior, Observation x, long draws, Noise noise) {
    Tensor w = posterior.sample(noise.stream("infer." + name), draws);
    Tensor available = x.available();
    if (available == null) {
      return w;
    }
    Tensor other =
        generated()
            .map(p -> p.expand(w.size(1), p.size(0)))
            .sample(noise.stream("infer.prior." + name), draws);
    return torch.where(available.unsqueeze(0).unsqueeze(-1), w, other);
  }

  /**
   * Log density of a code in the joint: p(w) where the modality was seen, as in training, what
   * generates it where it was not, so that there it cancels against {@link #logProposal}.
   *
   * @return {@code (draw, batch)} in nats
   */
  Tensor logPrior(Tensor w, Observation x) {
    Tensor seen = prior().logProb(w);
    Tensor available = x.available();
    return available == null || generate == PrivateCodes.PRIOR
        ? seen
        : torch.where(available, seen, generated().logProb(w));
  }

  /** Log density of what {@link #infer} draws: {@code (draw, batch)} in nats. */
  Tensor logProposal(Factorised posterior, Tensor w, Observation x) {
    Tensor log = posterior.logProb(w);
    Tensor available = x.available();
    return available == null ? log : torch.where(available, log, generated().logProb(w));
  }
}
