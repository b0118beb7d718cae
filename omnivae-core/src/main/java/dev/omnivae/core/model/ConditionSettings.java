package dev.omnivae.core.model;

import dev.omnivae.core.config.InputException;
import java.util.List;

/**
 * Scalars that steer every encoder and decoder: {@code model.condition}, a list of columns or a
 * mapping.
 *
 * @param columns names of the data set's conditions; empty for none
 * @param hidden width of the hidden layer of each perceptron that embeds them
 * @param width of the embedding
 */
public record ConditionSettings(List<String> columns, int hidden, int width) {
  /** No conditions; 128 hidden and 256 out, as published, where there are. */
  static final ConditionSettings NONE = new ConditionSettings(List.of(), 128, 256);

  public ConditionSettings {
    columns = List.copyOf(columns);
    if (hidden < 1 || width < 1) {
      throw InputException.of(
          "condition.hidden and condition.width",
          "at least 1",
          hidden + " and " + width,
          "write {columns: [...], hidden: 128, width: 256}");
    }
  }
}
