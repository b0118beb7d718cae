package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;

/**
 * A network architecture, named in a recipe as {@code model.modalities.NAME.network}. A user's jar
 * adds one by implementing this and listing it under {@code META-INF/services}.
 */
public interface NetworkProvider extends Named {
  /** Whether it is a network for such data; a recipe that asks for another is one clear line. */
  default boolean takes(Modality modality) {
    return modality.kind() != Modality.Kind.TOKENS;
  }

  /** The encoder's trunk. */
  Trunk encoder(NetworkContext context);

  /**
   * The decoder.
   *
   * @param encoderSettings the settings the encoder of this modality was built from when it is of
   *     the same network; the decoder mirrors them unless its own say otherwise. An empty mapping
   *     when the encoder is another network
   */
  Decoder decoder(NetworkContext context, Settings encoderSettings);
}
