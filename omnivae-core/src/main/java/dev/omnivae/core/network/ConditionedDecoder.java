package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A decoder whose code carries a condition: any network, built for the wider code. */
public final class ConditionedDecoder implements Decoder {
  private final Decoder decoder;
  private final Conditioner conditioner;

  /**
   * Decorates.
   *
   * @param decoder takes codes of {@code code + conditioner.width()} dimensions
   */
  public ConditionedDecoder(Decoder decoder, Conditioner conditioner) {
    this.decoder = decoder;
    this.conditioner = conditioner;
  }

  @Override
  public Distribution decode(Tensor z, @Nullable Tensor condition, Noise noise) {
    return decoder.decode(conditioner.join(z, condition), condition, noise);
  }
}
