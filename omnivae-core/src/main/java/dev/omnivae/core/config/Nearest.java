package dev.omnivae.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The nearest valid choice to what somebody typed. */
public final class Nearest {
  private Nearest() {}

  /** {@code did you mean 'x'? choices: a, b, c}: the tail of an error about an unknown name. */
  public static String hint(String typed, Collection<String> choices) {
    if (choices.isEmpty()) {
      return "there are none";
    }
    String nearest =
        choices.stream()
            .min(Comparator.comparingInt((String c) -> distance(typed, c)).thenComparing(c -> c))
            .orElseThrow();
    String all = choices.stream().sorted().collect(Collectors.joining(", "));
    return "did you mean '" + nearest + "'? choices: " + all;
  }

  /** Levenshtein distance, case ignored. */
  static int distance(String a, String b) {
    String s = a.toLowerCase(java.util.Locale.ROOT);
    String t = b.toLowerCase(java.util.Locale.ROOT);
    int[] previous = new int[t.length() + 1];
    for (int j = 0; j <= t.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= s.length(); i++) {
      int[] current = new int[t.length() + 1];
      current[0] = i;
      for (int j = 1; j <= t.length(); j++) {
        int substitute = previous[j - 1] + (s.charAt(i - 1) == t.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitute, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[t.length()];
  }
}
