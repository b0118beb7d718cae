package dev.omnivae.data;

import dev.omnivae.core.config.Named;

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
}
