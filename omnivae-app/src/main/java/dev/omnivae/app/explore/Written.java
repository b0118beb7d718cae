package dev.omnivae.app.explore;

import java.nio.file.Path;
import java.util.Map;

/**
 * A file of an exploration.
 *
 * @param line what is to be known of it, in a line
 * @param numbers the same for machines
 */
public record Written(Path file, String line, Map<String, Double> numbers) {
  public Written {
    numbers = Map.copyOf(numbers);
  }

  /** Of which there is nothing to be counted. */
  public Written(Path file, String line) {
    this(file, line, Map.of());
  }
}
