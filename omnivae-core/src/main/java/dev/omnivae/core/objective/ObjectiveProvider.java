package dev.omnivae.core.objective;

import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.image.FeatureSource;
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

  /**
   * The same for an objective that looks at more than the model.
   *
   * @param outside files and networks from elsewhere; asked for a network when training begins, not
   *     here
   */
  default Objective<?> create(
      Settings settings, Model model, Parameters parameters, FeatureSource outside) {
    return create(settings, model, parameters);
  }
}
