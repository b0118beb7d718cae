package dev.omnivae.core.config;

/** Something a recipe names: a reader, a network, an objective, a metric. */
public interface Named {
  /** The name as it stands in a recipe: lower case, words joined by hyphens. */
  String name();
}
