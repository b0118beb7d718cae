package dev.omnivae.core.model;

import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Named;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.state.ParameterStore;

/**
 * A kind of model, named in a recipe as {@code model.kind}; {@code multimodal} unless said
 * otherwise.
 */
public interface ModelProvider extends Named {
  /**
   * Builds a model and declares its parameters; the caller allocates the store.
   *
   * @param settings the recipe's {@code model} mapping
   * @param schema modalities and conditions of the data set
   */
  Model create(Settings settings, Schema schema, ParameterStore store);
}
