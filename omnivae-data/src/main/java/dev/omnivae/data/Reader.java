package dev.omnivae.data;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Named;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a data set, named in a recipe as {@code data.reader}. A user's jar adds one by implementing
 * this and listing it under {@code META-INF/services}.
 */
public interface Reader extends Named {
  /** One line for {@code omnivae data list}. */
  String summary();

  /**
   * Reads or draws the data set.
   *
   * @throws dev.omnivae.core.config.InputException when a file is missing or broken: which, where
   *     it was looked for, how to get it
   */
  Dataset read(ReaderContext context);

  /** Whether its files are there; looks, does not read. */
  default Availability availability(List<Path> roots) {
    return Availability.found("from a plug-in");
  }

  /** Where its files come from, for {@code omnivae data get}; empty where a licence forbids it. */
  default Optional<Download> download() {
    return Optional.empty();
  }

  /**
   * Writes a drawn data set into a folder, for {@code omnivae data make}.
   *
   * @throws InputException when it is not a drawn one
   */
  default void make(ReaderContext context, Path folder) {
    throw InputException.of(
        "data set to make",
        "a drawn one",
        "'" + name() + "'",
        "choose digits, street, profiles, polymnist or voices");
  }
}
