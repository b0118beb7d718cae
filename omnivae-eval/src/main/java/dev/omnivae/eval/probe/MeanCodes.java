package dev.omnivae.eval.probe;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The middle of the posterior that generation draws from. */
public final class MeanCodes {
  /** Draws whose mean stands for that of a posterior without a closed form. */
  public static final long DRAWS = 32;

  private MeanCodes() {}

  /**
   * The mean of q(z given the available modalities), of the shared code.
   *
   * @param given restricted to what is to be seen
   * @return {@code (batch, latent)}; null for a model without a shared code
   */
  public static @Nullable Tensor of(Model model, Batch given, Noise noise) {
    Optional<MultimodalVae> vae = model.multimodal();
    if (vae.isPresent()) {
      return vae.get().fusion().inference(vae.get().encode(given, noise)).distribution().mean();
    }
    Tensor draws = model.infer(given, DRAWS, noise).codes().get(Latents.SHARED);
    return draws == null ? null : Tensors.mean(draws, 0);
  }
}
