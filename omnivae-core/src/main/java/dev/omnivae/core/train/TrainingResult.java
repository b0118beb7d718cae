package dev.omnivae.core.train;

/**
 * What a run came to.
 *
 * @param steps done over all phases, earlier sittings included
 * @param seconds of training alone: without validation and checkpoints
 * @param samplesPerSecond of training alone
 * @param bestStep step of checkpoints/best
 * @param bestBound its validation bound in nats; NaN without validation samples
 * @param stopped why it ended: {@code done}, {@code early stopping} or {@code max_minutes}
 */
public record TrainingResult(
    long steps,
    double seconds,
    double samplesPerSecond,
    long bestStep,
    double bestBound,
    String stopped) {}
