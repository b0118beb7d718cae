package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Words of a recipe as values of an enum: lower case, words joined by hyphens. */
final class Choices {
  private Choices() {}

  /**
   * The value of that word.
   *
   * @param path where it stands, for errors
   * @throws InputException naming the nearest choice when there is none
   */
  static <E extends Enum<E>> E of(Class<E> type, String word, String path) {
    for (E value : type.getEnumConstants()) {
      if (word(value).equals(word)) {
        return value;
      }
    }
    List<String> choices = Arrays.stream(type.getEnumConstants()).map(Choices::word).toList();
    throw new InputException(
        "%s must be a known choice, got '%s'; %s"
            .formatted(path, word, Nearest.hint(word, choices)));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
