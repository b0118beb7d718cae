package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.state.Stateful;
import org.jspecify.annotations.Nullable;

/**
 * A weight that may follow a schedule: beta, a term's weight, a temperature. In a recipe a number,
 * or one of
 *
 * <pre>{@code
 * {schedule: linear, from: 0, to: 1, start: 0, epochs: 2}
 * {schedule: cyclical, from: 0, to: 1, start: 0, epochs: 10, cycles: 4, ratio: 0.5}
 * {schedule: logistic, from: 0, to: 1, k: 0.003, x0: 1000}
 * }</pre>
 *
 * <p>with {@code steps:} in place of {@code epochs:} to count optimiser steps.
 */
public interface Coefficient extends Stateful {
  double at(Clock clock);

  static Coefficient constant(double value) {
    return clock -> value;
  }

  /**
   * From {@code from} to {@code to}, starting at {@code start}, over {@code length}, in epochs or
   * in steps.
   */
  static Coefficient linear(double from, double to, double start, double length, boolean epochs) {
    return clock -> {
      double now = epochs ? clock.epoch() : clock.step();
      double fraction = length <= 0 ? 1 : Math.min(1, Math.max(0, (now - start) / length));
      return from + (to - from) * fraction;
    };
  }

  /**
   * Rises from {@code from} to {@code to} again and again, and stays there after the last cycle.
   *
   * <pre>{@code
   * τ = (now mod T/M) / (T/M)
   * from + (to - from) min(1, τ / R)
   * }</pre>
   *
   * <p>Fu et al. 2019, "Cyclical Annealing Schedule: A Simple Approach to Mitigating KL Vanishing",
   * eq. 6 and 7, whose t - 1 is the count of steps done. Differs from the paper, which rounds a
   * cycle up to whole steps: it is T/M long here, be it a fraction.
   *
   * @param start where the first begins, in epochs or in steps, as {@code length}
   * @param length T, of all cycles together
   * @param cycles M
   * @param ratio R, the part of a cycle that rises
   */
  static Coefficient cyclical(
      double from,
      double to,
      double start,
      double length,
      boolean epochs,
      int cycles,
      double ratio) {
    return clock -> {
      double now = (epochs ? clock.epoch() : clock.step()) - start;
      if (now < 0) {
        return from;
      }
      double place = now * cycles / length; // in cycles
      double within = place >= cycles ? 1 : place - Math.floor(place);
      return from + (to - from) * Math.min(1, within / ratio);
    };
  }

  /**
   * An S-shaped rise, half done at {@code x0}.
   *
   * <pre>{@code from + (to - from) / (1 + exp(-k (step - x0)))}</pre>
   *
   * <p>Bowman et al. 2016, "Generating Sentences from a Continuous Space", figure 2. It is never
   * quite {@code from}, nor {@code to}.
   *
   * @param k steepness per optimiser step
   * @param x0 optimiser steps, over all phases
   */
  static Coefficient logistic(double from, double to, double k, double x0) {
    return clock -> from + (to - from) / (1 + Math.exp(-k * (clock.step() - x0)));
  }

  /**
   * Reads one from a recipe.
   *
   * @param node number or mapping; null means {@code otherwise}
   * @param path where it stands, for errors
   * @throws InputException on an unknown schedule or key, or a number that makes no sense
   */
  static Coefficient read(@Nullable JsonNode node, String path, double otherwise) {
    return Schedules.read(node, path, otherwise);
  }
}
