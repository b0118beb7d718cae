package dev.omnivae.core.model;

import dev.omnivae.core.config.InputException;

/**
 * How {@link HamiltonianMonteCarlo} moves.
 *
 * @param steps transitions at a fixed step size; the last state is the draw
 * @param leapfrog leapfrog steps of one transition
 * @param stepSize first length of a leapfrog step, and the only one without a burn-in
 * @param burnIn transitions before, in which each chain adapts its step size; 0 for none
 * @param acceptance mean acceptance probability that adaptation aims at
 */
public record HmcSettings(int steps, int leapfrog, double stepSize, int burnIn, double acceptance) {
  /** What JNF's reference program uses: 100 transitions of 10 steps of 0.01, no adaptation. */
  public static final HmcSettings JNF = new HmcSettings(100, 10, 0.01, 0, 0.8);

  /** For codes given pixels: the burn-in finds the step size that a likelihood of pixels needs. */
  public static final HmcSettings PIXELS = new HmcSettings(40, 10, 0.05, 60, 0.8);

  public HmcSettings {
    if (steps < 1 || leapfrog < 1) {
      throw InputException.of(
          "steps and leapfrog",
          "at least 1",
          steps + " and " + leapfrog,
          "write steps: 100, leapfrog: 10");
    }
    if (!(stepSize > 0) || Double.isInfinite(stepSize)) {
      throw InputException.of("step_size", "a positive number", stepSize, "write step_size: 0.01");
    }
    if (burnIn < 0) {
      throw InputException.of("burn_in", "at least 0", burnIn, "0 is no adaptation");
    }
    if (!(acceptance > 0 && acceptance < 1)) {
      throw InputException.of("acceptance", "between 0 and 1", acceptance, "write acceptance: 0.8");
    }
  }
}
