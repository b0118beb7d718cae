package dev.omnivae.app.command;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Items {@code NAME} or {@code NAME=FILE} of an option, the names being modalities of the run. */
record NamedFiles(String option, Map<String, @Nullable Path> files) {
  /**
   * Reads what a user wrote.
   *
   * @param option as typed, for errors
   * @throws InputException naming the nearest for an unknown modality
   */
  static NamedFiles parse(String option, List<String> items, List<String> modalities) {
    Map<String, @Nullable Path> files = new LinkedHashMap<>();
    for (String item : items) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? item : item.substring(0, equals);
      if (!modalities.contains(name)) {
        throw new InputException(
            "%s must name modalities of the run, got '%s'; %s"
                .formatted(option, name, Nearest.hint(name, modalities)));
      }
      files.put(name, equals < 0 ? null : Path.of(item.substring(equals + 1)));
    }
    return new NamedFiles(option, files);
  }

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  boolean anyFile() {
    return files.values().stream().anyMatch(java.util.Objects::nonNull);
  }

  /**
   * All files.
   *
   * @param rule what the option must be, for the error
   * @throws InputException when one has none
   */
  Map<String, Path> paths(String rule) {
    Map<String, Path> paths = new LinkedHashMap<>();
    files.forEach(
        (name, file) -> {
          if (file == null) {
            throw InputException.of(
                option,
                rule,
                "'" + name + "' without one",
                "write " + option + " " + name + "=FILE");
          }
          paths.put(name, file);
        });
    return paths;
  }
}
