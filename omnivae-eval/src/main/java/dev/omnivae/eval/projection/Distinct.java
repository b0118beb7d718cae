package dev.omnivae.eval.projection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Points without those that are equal but for rounding: every caption that says the same has the
 * same code, and a point all of whose neighbours are itself has no place among others.
 *
 * @param points each once
 * @param place of every point before, its index now
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record Distinct(Points points, int[] place) {
  /** Of the greatest range of a dimension: below, a difference is rounding. */
  private static final double SAME = 1e-5;

  static Distinct of(Points all) {
    double range = 0;
    for (int d = 0; d < all.width(); d++) {
      double low = Double.MAX_VALUE;
      double high = -Double.MAX_VALUE;
      for (int i = 0; i < all.size(); i++) {
        low = Math.min(low, all.at(i, d));
        high = Math.max(high, all.at(i, d));
      }
      range = Math.max(range, high - low);
    }
    double cell = range > 0 ? SAME * range : 1;
    Map<List<Long>, Integer> found = new HashMap<>();
    int[] place = new int[all.size()];
    List<Points> kept = new ArrayList<>();
    for (int i = 0; i < place.length; i++) {
      Long[] key = new Long[all.width()];
      for (int d = 0; d < key.length; d++) {
        key[d] = Math.round(all.at(i, d) / cell);
      }
      Integer before = found.putIfAbsent(Arrays.asList(key), kept.size());
      if (before == null) {
        place[i] = kept.size();
        kept.add(all.range(i, i + 1));
      } else {
        place[i] = before;
      }
    }
    return new Distinct(Points.joined(kept), place);
  }

  /** The map of all points from that of these. */
  Points all(Points map) {
    float[] values = new float[place.length * map.width()];
    for (int i = 0; i < place.length; i++) {
      System.arraycopy(map.values(), place[i] * map.width(), values, i * map.width(), map.width());
    }
    return new Points(values, map.width());
  }
}
