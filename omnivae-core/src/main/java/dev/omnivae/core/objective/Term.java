package dev.omnivae.core.objective;

import org.bytedeco.pytorch.Tensor;

/**
 * One part of a loss.
 *
 * @param name names it in the log and when it turns NaN
 * @param nats to minimise, unweighted: {@code (batch)} or a scalar; its mean over the batch counts
 * @param weight factor
 */
public record Term(String name, Tensor nats, double weight) {}
