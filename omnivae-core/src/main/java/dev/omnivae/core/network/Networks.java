package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.state.Parameters;
import org.jspecify.annotations.Nullable;

/** The networks that a recipe gives one modality, to be built where a model wants them. */
public interface Networks {
  Modality modality();

  Likelihood likelihood();

  /**
   * An encoder's trunk.
   *
   * @param code dimensions of the code it serves
   */
  Trunk trunk(Parameters at, long code);

  /** What makes conditions known to an encoder or decoder; null without conditions. */
  @Nullable Conditioner conditioner(Parameters at);

  /**
   * A decoder of codes of that many dimensions, conditions included beside them: its conditioner is
   * declared under {@code at}, too.
   */
  Decoder decoder(Parameters at, long code);
}
