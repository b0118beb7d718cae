package dev.omnivae.core.objective;

/**
 * Where training stands.
 *
 * @param step optimiser steps done before this one, over all phases
 * @param epoch epochs done in this phase, as a fraction: 1.5 is halfway through the second
 * @param phase index of the phase
 * @param datasetSize samples in an epoch
 */
public record Clock(long step, double epoch, int phase, long datasetSize) {}
