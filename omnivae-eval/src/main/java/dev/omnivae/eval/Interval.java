package dev.omnivae.eval;

import java.util.Map;
import java.util.Optional;

/**
 * Where a number would lie in 95 of 100 repetitions of what it was estimated from.
 *
 * @param low and {@code high}: its ends
 */
public record Interval(double low, double high) {
  private static final String LOW = ".low";
  private static final String HIGH = ".high";

  /** The interval of a key among numbers of {@code metrics.json}, where it has one. */
  public static Optional<Interval> of(Map<String, Double> numbers, String key) {
    Double low = numbers.get(key + LOW);
    Double high = numbers.get(key + HIGH);
    return low == null || high == null ? Optional.empty() : Optional.of(new Interval(low, high));
  }

  /** Whether a key is an end of the interval of another one. */
  public static boolean isEnd(Map<String, Double> numbers, String key) {
    String of = key.endsWith(LOW) ? key.substring(0, key.length() - LOW.length()) : "";
    of = key.endsWith(HIGH) ? key.substring(0, key.length() - HIGH.length()) : of;
    return numbers.containsKey(of) && of(numbers, of).isPresent();
  }

  /** Adds the ends to numbers of {@code metrics.json}, beside the key's own. */
  public void put(String key, Map<String, Double> numbers) {
    numbers.put(key + LOW, low);
    numbers.put(key + HIGH, high);
  }

  /** How far its ends are from its middle. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
