package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From a code to the distribution p(x given z): text forces its teacher in logProb and generates in
 * sample.
 */
public interface Decoder {
  /**
   * One pass over all leading axes at once.
   *
   * @param z {@code (..., code)}: shared code, then the modality's private code
   * @param condition {@code (batch, condition)} or null
   * @return over {@code (..., event)}
   */
  Distribution decode(Tensor z, @Nullable Tensor condition, Noise noise);
}
