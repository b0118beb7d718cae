package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * One modality's part of a model.
 *
 * @param own the private code, or null without one
 * @param weight factor of the log-likelihood in objectives; evaluation never uses it
 */
public record ModalityModel(
    Modality modality,
    Encoder encoder,
    Decoder decoder,
    @Nullable PrivateSpace own,
    double weight) {}
