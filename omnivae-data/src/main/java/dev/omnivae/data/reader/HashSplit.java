package dev.omnivae.data.reader;

import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Splits by name: each has a number in [0, 1) that depends on it and a seed alone, and small
 * numbers test, the next ones validate. A name that is added or taken away moves no other one, so
 * that what a model was trained on never gets into its test; a permutation would be drawn anew.
 * Fractions are met on average. Where there are so few names that a split would be empty, it gets
 * the one with the smallest number.
 */
final class HashSplit {
  private static final int DIGITS = 13; // hexadecimal: 52 bits, which a double holds

  private HashSplit() {}

  /**
   * Splits names.
   *
   * @param names at least as many as splits that are asked for
   * @param test fraction of all; 0 for none
   * @param validation fraction of the others; 0 for none
   * @return positions in {@code names}, rising
   */
  static Map<Split, int[]> of(List<String> names, double test, double validation, long seed) {
    double[] numbers = names.stream().mapToDouble(name -> number(name, "split", seed)).toArray();
    List<Integer> order =
        IntStream.range(0, numbers.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> numbers[i]))
            .toList();
    int least = validation > 0 ? 1 : 0;
    int tests = count(numbers, test, test > 0 ? 1 : 0, numbers.length - 1 - least);
    int both = count(numbers, test + (1 - test) * validation, tests + least, numbers.length - 1);
    Map<Split, int[]> rows = new EnumMap<>(Split.class);
    rows.put(Split.TEST, sorted(order.subList(0, tests)));
    rows.put(Split.VALID, sorted(order.subList(tests, both)));
    rows.put(Split.TRAIN, sorted(order.subList(both, numbers.length)));
    return rows;
  }

  /** Some of the names in their order, always the same ones. */
  static List<String> some(List<String> names, int most, long seed) {
    if (most == 0 || most >= names.size()) {
      return names;
    }
    List<String> chosen =
        names.stream()
            .sorted(Comparator.comparingDouble(name -> number(name, "sample", seed)))
            .limit(most)
            .toList();
    return chosen.stream().sorted().toList();
  }

  private static int count(double[] numbers, double below, int least, int most) {
    int count = (int) IntStream.range(0, numbers.length).filter(i -> numbers[i] < below).count();
    return Math.max(least, Math.min(most, count));
  }

  private static int[] sorted(List<Integer> rows) {
    return rows.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /** Macs take names apart (NFD) that others leave composed. */
  private static double number(String name, String use, long seed) {
    String text = use + " " + seed + " " + Normalizer.normalize(name, Normalizer.Form.NFC);
    String hash = Checksums.of(text.getBytes(StandardCharsets.UTF_8));
    return Long.parseLong(hash.substring(0, DIGITS), 16) / (double) (1L << (4 * DIGITS));
  }
}
