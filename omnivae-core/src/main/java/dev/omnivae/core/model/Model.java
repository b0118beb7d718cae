package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What evaluation, samplers, inpainting and serving need of any model: flat, hierarchical,
 * quantised, denoising. They know only this.
 */
public interface Model extends Stateful {
  List<Modality> modalities();

  ParameterStore parameters();

  /**
   * Draws from q(latents given the available modalities). Private codes of absent modalities come
   * from what generates them, a prior.
   *
   * @return codes {@code (draw, batch, latent)}
   */
  Latents infer(Batch given, long draws, Noise noise);

  /** Draws from the prior: codes {@code (1, count, latent)}. */
  Latents fromPrior(long count, @Nullable Tensor condition, Noise noise);

  /** p(x_modality given latents), over {@code (draw, batch, event)}. */
  Distribution decode(String modality, Latents latents, @Nullable Tensor condition, Noise noise);

  /** log p(x, latents) in nats over the available modalities, unweighted: {@code (draw, batch)}. */
  Tensor logJoint(Latents latents, Batch x);

  /** log q(latents given the available modalities) in nats: {@code (draw, batch)}. */
  Tensor logProposal(Latents latents, Batch given);

  /**
   * Whether a modality can be generated from these modalities, or from the prior where they are
   * none. Evaluation and sampling ask before they do: a conditional model generates one modality
   * from certain others alone.
   */
  default boolean generates(String target, Set<String> given) {
    return true;
  }

  /**
   * Modalities with a private code beside the shared one, {@link Latents#own}, that another
   * sample's may stand in for. Not those whose own code is made of the shared one.
   */
  default Set<String> privateCodes() {
    return Set.of();
  }

  /** Where p(z) of the one shared code comes from; empty for a model with another idea of it. */
  default Optional<Prior> sharedPrior() {
    return Optional.empty();
  }

  /** The composition of experts, fusion and decoders inside, where there is one. */
  default Optional<MultimodalVae> multimodal() {
    return Optional.empty();
  }
}
