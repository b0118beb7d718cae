package dev.omnivae.data.simple;

import java.util.Map;

/**
 * One sample's way through a VAE.
 *
 * @param reconstruction mean of p(x | z), as wide as the sample
 * @param mean of the code
 * @param logVariance of the code; of an autoencoder, whose code is a point, empty
 * @param noise what was drawn, N(0, I): {@code z = mean + exp(logVariance / 2) · noise}; empty of
 *     an autoencoder
 * @param z the code that was decoded
 * @param activations what each layer gave out, by name: {@code encoder.fc1}, ..., {@code
 *     encoder.heads}, {@code decoder.fc1}, ..., {@code decoder.out}
 */
@SuppressWarnings("ArrayRecordComponent") // numbers to look at, never compared
public record Forward(
    float[] reconstruction,
    float[] mean,
    float[] logVariance,
    float[] noise,
    float[] z,
    Map<String, float[]> activations) {}
