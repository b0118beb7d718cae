package dev.omnivae.data.missing;

import dev.omnivae.data.generate.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * The chance that a sample loses a modality.
 *
 * <p>By class, for modality m and class c of C,
 *
 * <pre>{@code p(m, c) = rate * (1 + a * s),  s = 2 * order_m(c) / (C - 1) - 1 in [-1, 1],
 * a = min(1, (1 - rate) / rate)}</pre>
 *
 * where {@code order_m} is a random order of the classes, another one for every modality: missing
 * not at random, with a mean over classes of exactly {@code rate}.
 */
final class Chances {
  private final double rate;
  private final double reach;
  private final List<int[]> orders;

  private Chances(double rate, double reach, List<int[]> orders) {
    this.rate = rate;
    this.reach = reach;
    this.orders = orders;
  }

  /** The same for all. */
  static Chances random(double rate) {
    return new Chances(rate, 0, List.of());
  }

  /**
   * One for every class and modality.
   *
   * @param classes at least 2
   */
  static Chances byClass(double rate, int modalities, int classes, long seed) {
    List<int[]> orders = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      Dice dice = Dice.of(seed, "missing/classes", m);
      int[] order = java.util.stream.IntStream.range(0, classes).toArray();
      for (int i = classes - 1; i > 0; i--) {
        int j = dice.below(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
      orders.add(order);
    }
    return new Chances(rate, rate == 0 ? 0 : Math.min(1, (1 - rate) / rate), orders);
  }

  double of(int modality, long label) {
    if (orders.isEmpty()) {
      return rate;
    }
    int[] order = orders.get(modality);
    double spread = 2.0 * order[(int) label] / (order.length - 1) - 1;
    return rate * (1 + reach * spread);
  }
}
