package dev.omnivae.core.train;

import java.util.Map;

/** Is told how training goes: a progress bar, a studio, a test. Called on the training thread. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * How far training is, at every logged step.
   *
   * @param phase its name
   * @param step steps done over all phases
   * @param totalSteps of all phases
   * @param epoch epochs done in this phase, as a fraction
   * @param samplesPerSecond of training alone, since the last such call
   * @param secondsLeft estimate to the end
   * @param terms what was logged: loss, bound, terms by name; means since the last call
   */
  record Progress(
      String phase,
      long step,
      long totalSteps,
      double epoch,
      double samplesPerSecond,
      double secondsLeft,
      Map<String, Double> terms) {}

  default void progress(Progress progress) {}

  /**
   * A validation is done.
   *
   * @param bound mean over the validation samples, in nats
   * @param best whether it is the highest of the phase
   */
  default void validated(long step, double bound, boolean best) {}

  /** Something worth a line: a checkpoint resumed from, an early stop. */
  default void message(String line) {}
}
