package dev.omnivae.data.picture;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file that is left out.
 *
 * @param name its path in the folder, with slashes
 * @param detail what was found
 */
public record LeftOut(String name, Reason reason, String detail) {
  /** One line of the list of them. */
  public String line() {
    return name + ": " + reason.word() + ", " + detail;
  }

  /** How many and why: {@code 2 broken, 1 empty}. */
  public static String counts(List<LeftOut> all) {
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    all.forEach(one -> counts.merge(one.reason(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().word())
        .collect(Collectors.joining(", "));
  }
}
