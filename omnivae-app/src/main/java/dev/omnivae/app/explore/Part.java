package dev.omnivae.app.explore;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What {@code omnivae explore} draws. */
public enum Part {
  /** Codes in two dimensions, see {@link Maps}. */
  MAPS,
  /** See {@link Films}. */
  FILMS,
  /** See {@link Stills#traversals}. */
  TRAVERSALS,
  /** See {@link Stills#interpolations}. */
  INTERPOLATIONS,
  /** See {@link Stills#manifold}. */
  MANIFOLD,
  /** See {@link Stills#neighbours}. */
  NEIGHBOURS;

  /** As it is typed. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them, as typed. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Part::key).toList();
  }

  /**
   * One by its name.
   *
   * @throws InputException naming the nearest for a name there is none of
   */
  public static Part named(String typed) {
    return Arrays.stream(values())
        .filter(part -> part.key().equals(typed))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--only must name parts of an exploration, got '%s'; %s"
                        .formatted(typed, Nearest.hint(typed, keys()))));
  }
}
