package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws codes in the place of the prior: a second stage, fitted to the codes that a trained model
 * gives its training data. One draw is for all decoders, so that they agree as far as the model
 * does.
 */
public interface Sampler {
  /** Codes as the model's decoders take them, {@code (1, count, latent)} each. */
  Latents draw(long count, Noise noise);

  /** Whether it draws given modalities, too. */
  default boolean conditional() {
    return false;
  }

  /**
   * Codes given the available modalities, {@code (draw, batch, latent)} each.
   *
   * @throws UnsupportedOperationException when it is not {@link #conditional()}
   */
  default Latents draw(Batch given, long draws, Noise noise) {
    throw new UnsupportedOperationException("this sampler draws given nothing");
  }

  /** All it consists of, by name: what is stored, and {@link SamplerProvider#restore} takes. */
  Map<String, Tensor> tensors();
}
