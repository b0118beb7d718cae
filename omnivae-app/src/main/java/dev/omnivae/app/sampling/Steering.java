package dev.omnivae.app.sampling;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Standardisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that the user sets in the data's own units: {@code --condition
 * width_px=24,height_px=60}. What is not set stays each example's own.
 */
public final class Steering {
  /** Leaves every condition as it is. */
  public static final Steering NONE = new Steering(Map.of());

  private final Map<Integer, Double> columns; // standardised, by column

  private Steering(Map<Integer, Double> columns) {
    this.columns = Map.copyOf(columns);
  }

  /**
   * Reads what a user wrote.
   *
   * @param items each {@code NAME=NUMBER}
   * @param conditions of the data set
   * @param used names of those the model was trained with
   * @throws InputException on a name that is none of the model's, or a value that is no number
   */
  public static Steering parse(
      List<String> items, List<Standardisation> conditions, List<String> used) {
    List<String> all = conditions.stream().map(Standardisation::name).toList();
    Map<Integer, Double> columns = new LinkedHashMap<>();
    for (String item : items) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? item : item.substring(0, equals);
      if (!used.contains(name)) {
        throw new InputException(
            "--condition must name conditions the model was trained with, got '%s'; %s"
                .formatted(
                    name,
                    used.isEmpty()
                        ? "it has none: train with model.condition"
                        : Nearest.hint(name, used)));
      }
      int column = all.indexOf(name);
      columns.put(
          column,
          conditions
              .get(column)
              .standardise(number(name, equals < 0 ? "" : item.substring(equals + 1))));
    }
    return new Steering(columns);
  }

  private static double number(String name, String text) {
    try {
      double value = Double.parseDouble(text);
      if (!Double.isFinite(value)) {
        throw new NumberFormatException(text);
      }
      return value;
    } catch (NumberFormatException e) {
      throw new InputException(
          "--condition %s must be a number, got '%s'; write --condition %s=24"
              .formatted(name, text, name),
          e);
    }
  }

  /** The batch with the conditions that are set. */
  public Batch steer(Batch batch) {
    return columns.isEmpty() ? batch : batch.under(steer(batch.conditions()));
  }

  /** {@code (batch, condition)} with the columns that are set. */
  @Nullable Tensor steer(@Nullable Tensor conditions) {
    if (conditions == null || columns.isEmpty()) {
      return conditions;
    }
    Tensor steered = conditions.clone();
    columns.forEach(
        (column, value) -> steered.select(1, column).copy_(Tensors.scalar(value, steered)));
    return steered;
  }
}
