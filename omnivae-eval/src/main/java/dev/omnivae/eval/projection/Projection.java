package dev.omnivae.eval.projection;

import dev.omnivae.core.config.Named;

/**
 * A map: from points of any width to points of width 2. The same points and seed give the same map.
 */
public interface Projection extends Named {
  /**
   * Draws the map.
   *
   * @param points at least one, all finite
   * @return {@code (point, 2)}, in the same order
   */
  Points map(Points points, long seed);

  /** As it is written in titles. */
  String title();
}
