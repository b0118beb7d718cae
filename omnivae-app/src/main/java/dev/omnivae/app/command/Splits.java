package dev.omnivae.app.command;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.Split;
import java.util.stream.Stream;

/** Splits as typed. */
final class Splits {
  private Splits() {}

  static Split named(String typed) {
    return Stream.of(Split.values())
        .filter(split -> split.key().equals(typed))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--split must be a known split, got '%s'; %s"
                        .formatted(
                            typed,
                            Nearest.hint(
                                typed, Stream.of(Split.values()).map(Split::key).toList()))));
  }
}
