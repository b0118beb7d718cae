package dev.omnivae.core.distribution;

import dev.omnivae.core.config.Named;
import org.bytedeco.pytorch.Tensor;

/** A family of factorised distributions over a code, made from raw network outputs. */
public interface LatentFamily extends Named {
  /** How many raw numbers describe a code of {@code width} dimensions. */
  long parameters(long width);

  /**
   * The distribution.
   *
   * @param raw {@code (..., parameters(width))}
   * @return over {@code (..., width)}
   */
  Factorised of(Tensor raw);

  /** Location 0, scale 1: {@code (width)}, of the element type and device of {@code like}. */
  Factorised standard(long width, Tensor like);

  /**
   * Location 0 and the given raw scales {@code (width)}, squashed as {@link #of} squashes them:
   * learned priors.
   */
  Factorised centred(Tensor rawScale);
}
