package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.state.Parameters;

/**
 * What a network is built from.
 *
 * @param modality the data it meets
 * @param code dimensions of the code the decoder takes: shared, private, condition
 * @param parameters where to declare
 * @param settings the mapping {@code encoder} or {@code decoder} of the modality in the recipe; for
 *     the decoder, keys absent there are taken from the encoder's, mirrored by the network itself
 * @param likelihood what a decoder's raw outputs mean
 */
public record NetworkContext(
    Modality modality,
    long code,
    Parameters parameters,
    Settings settings,
    Likelihood likelihood) {}
