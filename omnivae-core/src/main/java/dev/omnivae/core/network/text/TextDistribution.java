package dev.omnivae.core.network.text;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * p(text given z) over int64 ids {@code (..., token)}: what any distribution over texts answers
 * beside densities and draws.
 */
public interface TextDistribution extends Distribution {
  /**
   * The likeliest id at each place after the text itself up to there: teacher forcing.
   *
   * <pre>{@code argmax_v p(x_t = v | x_1 ... x_{t-1}, z)}</pre>
   *
   * @param x int64 {@code (..., token)}, broadcast against the codes
   * @param known as in {@link #logProb(Tensor, Tensor)}
   * @return int64 {@code (..., token)}; anything where a place is not known
   */
  Tensor likeliest(Tensor x, @Nullable Tensor known);

  /**
   * Texts written as asked.
   *
   * @param how greedy, sampled or searched
   * @param draws texts per code; all the same unless sampled
   * @return int64 {@code (draw, ..., token)}
   */
  Tensor generate(Generation how, Noise draw, long draws);
}
