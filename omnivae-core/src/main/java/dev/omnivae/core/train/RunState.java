package dev.omnivae.core.train;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run resumes by, beside its tensors: {@code state.json}.
 *
 * @param fingerprint of the settings it was made with
 * @param seed of the run
 * @param phase index of the phase it stands in
 * @param phaseStep steps done in that phase
 * @param step steps done over all phases
 * @param samples seen by all steps
 * @param seconds of training alone
 * @param wallSeconds of everything, for max_minutes
 * @param metricsBytes length of metrics.jsonl at that moment
 * @param bestBound highest validation bound of the phase, in nats; null before the first
 * @param bestStep where it was
 * @param withoutImprovement validations since
 * @param window what was measured since the last logged step
 * @param scalars of objectives, by turn
 */
record RunState(
    String fingerprint,
    long seed,
    int phase,
    long phaseStep,
    long step,
    long samples,
    double seconds,
    double wallSeconds,
    long metricsBytes,
    @Nullable Double bestBound,
    long bestStep,
    int withoutImprovement,
    Map<String, Window.Mean> window,
    Map<String, Map<String, Double>> scalars) {
  static RunState start(String fingerprint, long seed) {
    return new RunState(fingerprint, seed, 0, 0, 0, 0, 0, 0, 0, null, 0, 0, Map.of(), Map.of());
  }

  /** The beginning of the phase after this one. */
  RunState nextPhase() {
    return new RunState(
        fingerprint,
        seed,
        phase + 1,
        0,
        step,
        samples,
        seconds,
        wallSeconds,
        metricsBytes,
        null,
        0,
        0,
        Map.of(),
        Map.of());
  }

  /** After one more step. */
  RunState stepped(long batchSize, double more) {
    return copy(
        phaseStep + 1,
        step + 1,
        samples + batchSize,
        seconds + more,
        wallSeconds,
        metricsBytes,
        bestBound,
        bestStep,
        withoutImprovement,
        window,
        scalars);
  }

  RunState withBest(@Nullable Double bound, long at, int without) {
    return copy(
        phaseStep,
        step,
        samples,
        seconds,
        wallSeconds,
        metricsBytes,
        bound,
        at,
        without,
        window,
        scalars);
  }

  RunState withWallSeconds(double wall) {
    return saved(wall, metricsBytes, window, scalars);
  }

  RunState withMetricsBytes(long bytes) {
    return saved(wallSeconds, bytes, window, scalars);
  }

  /** As it goes into a checkpoint. */
  RunState saved(
      double wall,
      long bytes,
      Map<String, Window.Mean> measured,
      Map<String, Map<String, Double>> scalarsNow) {
    return copy(
        phaseStep,
        step,
        samples,
        seconds,
        wall,
        bytes,
        bestBound,
        bestStep,
        withoutImprovement,
        measured,
        scalarsNow);
  }

  private RunState copy(
      long phaseStep,
      long step,
      long samples,
      double seconds,
      double wallSeconds,
      long metricsBytes,
      @Nullable Double bestBound,
      long bestStep,
      int withoutImprovement,
      Map<String, Window.Mean> window,
      Map<String, Map<String, Double>> scalars) {
    return new RunState(
        fingerprint,
        seed,
        phase,
        phaseStep,
        step,
        samples,
        seconds,
        wallSeconds,
        metricsBytes,
        bestBound,
        bestStep,
        withoutImprovement,
        window,
        scalars);
  }
}
