package dev.omnivae.app.command;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Items {@code NAME} or {@code NAME=VALUE} of an option, the names being modalities of the run: a
 * value is a file, for texts and attributes the words themselves.
 */
record NamedItems(String option, Map<Modality, @Nullable String> items) {
  /**
   * Reads what a user wrote. An item without {@code =} that names no modality and follows a text is
   * what came after a comma in that text.
   *
   * @param option as typed, for errors
   * @throws InputException naming the nearest for an unknown modality
   */
  static NamedItems parse(String option, List<String> items, List<Modality> modalities) {
    Map<Modality, @Nullable String> values = new LinkedHashMap<>();
    Modality text = null; // the one before, where it was a text
    for (String item : items) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? item : item.substring(0, equals);
      Modality modality =
          modalities.stream().filter(m -> m.name().equals(name)).findFirst().orElse(null);
      if (modality == null && equals < 0 && text != null) {
        values.merge(text, item, (begun, more) -> begun + "," + more);
        continue;
      }
      if (modality == null) {
        throw new InputException(
            "%s must name modalities of the run, got '%s'; %s"
                .formatted(
                    option,
                    name,
                    Nearest.hint(name, modalities.stream().map(Modality::name).toList())));
      }
      values.put(modality, equals < 0 ? null : item.substring(equals + 1));
      text = equals >= 0 && inWords(modality) ? modality : null;
    }
    return new NamedItems(option, values);
  }

  private static boolean inWords(Modality modality) {
    return switch (modality.kind()) {
      case TOKENS, ATTRIBUTES -> true;
      case IMAGE, VECTOR, AUDIO -> false;
    };
  }

  List<String> names() {
    return items.keySet().stream().map(Modality::name).toList();
  }

  boolean anyValue() {
    return items.values().stream().anyMatch(Objects::nonNull);
  }

  /** The texts, by modality. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    items.forEach(
        (modality, value) -> {
          if (value != null && inWords(modality)) {
            texts.put(modality.name(), value);
          }
        });
    return texts;
  }

  /**
   * All files.
   *
   * @param rule what the option must be, for the error
   * @throws InputException when an item has no value
   */
  Map<String, Path> paths(String rule) {
    Map<String, Path> paths = new LinkedHashMap<>();
    items.forEach(
        (modality, value) -> {
          if (value == null) {
            throw InputException.of(
                option,
                rule,
                "'" + modality.name() + "' without one",
                "write %s %s=%s"
                    .formatted(
                        option, modality.name(), inWords(modality) ? "'some words'" : "FILE"));
          }
          if (!inWords(modality)) {
            paths.put(modality.name(), Path.of(value));
          }
        });
    return paths;
  }
}
