package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Codes given parts of observations: what is not {@link Observation#known() known} has no say.
 *
 * <pre>{@code
 * start  z ~ q(z | x filled in),   x unknown ← E[x | z]               a few rounds
 * draw   z ~ p(z | x known) ∝ p(z) Π_m p(x_m known | z)               Hamiltonian Monte Carlo
 * }</pre>
 *
 * <p>An encoder was never shown an image with a hole, so it only says where to begin; the draw
 * depends on it no more once the chain has mixed. Works for any {@link Model} whose log joint is
 * differentiable in its codes, and for any modality. Rounds: Rezende et al. 2014, "Stochastic
 * Backpropagation", appendix F, with the decoder's mean for its draw.
 */
public final class Inpainter {
  private static final int ROUNDS = 5;

  private final Model model;
  private final HamiltonianMonteCarlo chains;

  public Inpainter(Model model, HmcSettings chains) {
    this.model = model;
    this.chains = new HamiltonianMonteCarlo(chains);
  }

  /**
   * One draw per sample.
   *
   * @param partial what was seen; where an element is not known any finite filler, the nearer to
   *     the truth the better the start
   * @return codes {@code (1, batch, latent)}
   */
  public Latents infer(Batch partial, Noise noise) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Batch filled = partial;
      Latents start = model.infer(filled, 1, noise.stream("start"));
      for (int round = 1; round < ROUNDS; round++) {
        filled = completed(partial, start, noise.stream("decode" + round));
        start = model.infer(filled, 1, noise.stream("round" + round));
      }
      Latents drawn =
          chains.sample(start, z -> model.logJoint(z, partial), noise.stream("chains")).latents();
      drawn.codes().values().forEach(scope::keep);
      return drawn;
    }
  }

  /** The batch with the decoders' means where nothing is known. */
  private Batch completed(Batch partial, Latents z, Noise noise) {
    Batch filled = partial;
    for (Modality modality : model.modalities()) {
      String name = modality.name();
      Observation x = partial.of(name);
      // the padding of a text is no hole
      if (x.known() != null && modality.kind() != Modality.Kind.TOKENS) {
        Tensor mean = model.decode(name, z, partial.conditions(), noise.stream(name)).mean();
        Tensor value = fill(x, mean.squeeze(0));
        filled = filled.with(name, new Observation(value, x.available(), x.known()));
      }
    }
    return filled;
  }

  /**
   * What is known as it was seen, the rest from elsewhere.
   *
   * @param decoded {@code (batch, event)}
   */
  public static Tensor fill(Observation x, Tensor decoded) {
    return x.known() == null ? x.value() : torch.where(x.known(), x.value(), decoded);
  }
}
