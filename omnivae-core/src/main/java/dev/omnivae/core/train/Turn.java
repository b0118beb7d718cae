package dev.omnivae.core.train;

import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.state.ParameterGroup;
import java.util.List;

/**
 * One move of a step: an objective, and the parameters it changes. A VAE has one, an adversarial
 * game two. Turns of one step see the same experts; all gradients are taken before any parameter
 * moves.
 *
 * @param objective what this turn minimises
 * @param groups disjoint groups of parameters, each with its optimiser
 * @param every takes part in every n-th step
 */
public record Turn(String name, Objective<?> objective, List<Trained> groups, long every) {
  /** A group of parameters and what changes it. */
  public record Trained(ParameterGroup group, OptimizerSettings optimizer) {}

  public Turn {
    groups = List.copyOf(groups);
  }
}
