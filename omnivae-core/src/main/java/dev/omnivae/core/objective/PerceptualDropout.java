package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Forced perceptual dropout: with a probability, an example's top code is inferred from a random
 * part of its modalities. The part's size is uniform from 1 to one less than all, its members are a
 * uniform choice of that size; what the example lacks anyway is never among them.
 *
 * <p>Vasco et al. 2022, as MultiVae has it (which leaves it out where data are partial).
 */
final class PerceptualDropout {
  private PerceptualDropout() {}

  /**
   * Whose messages are kept.
   *
   * @param available {@code (modality, batch)} boolean; null for all
   * @param like gives element type and device
   * @return {@code (modality, batch)} boolean, of an example with any modality at least one; null
   *     for all
   */
  static @Nullable Tensor kept(
      @Nullable Tensor available,
      long modalities,
      long batch,
      double rate,
      Noise noise,
      Tensor like) {
    if (rate <= 0 || modalities < 2) {
      return available;
    }
    Noise stream = noise.stream("dropout");
    Tensor there =
        available == null
            ? torch.ones(new long[] {modalities, batch}, like.options()).to(ScalarType.Bool)
            : available;
    Tensor score = stream.uniform(like, modalities, batch);
    score = torch.where(there, score, Tensors.scalar(2, score)); // absent ones last
    Tensor ahead = score.unsqueeze(0).lt(score.unsqueeze(1)); // (modality, other, batch)
    Tensor rank = ahead.to(like.scalar_type()).sum(1);
    Tensor most = Tensors.plus(there.to(like.scalar_type()).sum(0), -1); // (batch)
    // floor(u n) is uniform on 0 .. n - 1: sizes 1 to n, and 1 where only one is there
    Tensor size = Tensors.plus(stream.uniform(like, batch).mul(most).floor(), 1);
    Tensor dropped = stream.uniform(like, batch).lt(Tensors.scalar(rate, like));
    Tensor part = there.logical_and(rank.lt(size));
    return torch.where(dropped, part, there);
  }
}
