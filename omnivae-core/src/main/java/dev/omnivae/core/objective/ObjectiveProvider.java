package dev.omnivae.core.objective;

import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Parameters;

/**
 * An objective or an added term, named in a recipe as {@code training.objective.name}. A user's jar
 * adds one by implementing this and listing it under {@code META-INF/services}.
 */
public interface ObjectiveProvider extends Named {
  /**
   * Creates it for a model that is built and not yet allocated.
   *
   * @param settings its mapping in the recipe, the key {@code name} included
   * @param parameters where to declare parameters of its own (a temperature, a discriminator)
   */
  Objective<?> create(Settings settings, Model model, Parameters parameters);
}
