package dev.omnivae.core.batch;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;

/**
 * What a batch holds: a model is built from this and a recipe alone.
 *
 * @param modalities in the data set's order
 * @param conditions names of the columns of {@link Batch#conditions()}, empty without any
 */
public record Schema(List<Modality> modalities, List<String> conditions) {
  public Schema {
    modalities = List.copyOf(modalities);
    conditions = List.copyOf(conditions);
  }

  /** Modalities without conditions. */
  public static Schema of(List<Modality> modalities) {
    return new Schema(modalities, List.of());
  }

  public static Schema of(Modality... modalities) {
    return of(List.of(modalities));
  }

  /** Names of the modalities, in order. */
  public List<String> names() {
    return modalities.stream().map(Modality::name).toList();
  }

  /** The same conditions over one of the modalities. */
  public Schema only(Modality modality) {
    return new Schema(List.of(modality), conditions);
  }

  /**
   * Where the columns of these names are.
   *
   * @param path key of the recipe, for the error
   * @throws InputException naming the nearest for a name that is no condition
   */
  public long[] columns(List<String> names, String path) {
    for (String name : names) {
      if (!conditions.contains(name)) {
        throw new InputException(
            "%s must name conditions of the data set, got '%s'; %s"
                .formatted(
                    path,
                    name,
                    conditions.isEmpty()
                        ? "it has none: write condition: []"
                        : Nearest.hint(name, conditions)));
      }
    }
    return names.stream().mapToLong(conditions::indexOf).toArray();
  }
}
