package dev.omnivae.core.network;

import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.Parameters;

/**
 * The blocks of a hierarchy of codes z_1, next to the data, to z_L. Codes are flat at every border,
 * {@code (rows, width)}; between blocks go states of the implementation's own shape, features or
 * channels on axis 1.
 */
public interface Levels {
  /** Dimensions of z_level. */
  long width(int level);

  /** From z_{level+1} to h_level. */
  Layer down(int level, Parameters at);

  /** From h_level to the raw parameters of p(z_level given z_{level+1}). */
  Layer prior(int level, Parameters at);

  /**
   * From h_level and d_level, joined on axis 1, to the raw parameters of q(z_level given x_m,
   * z_{level+1}).
   */
  Layer posterior(int level, Parameters at);

  /** The way up from one modality's data. */
  Ascent up(Networks networks, Parameters at);

  /** From z_1 to p(x given z_1). */
  Decoder decoder(Networks networks, Parameters at);
}
