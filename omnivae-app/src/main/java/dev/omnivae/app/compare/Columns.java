package dev.omnivae.app.compare;

import dev.omnivae.eval.Interval;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The columns of a table from patterns of keys: {@code *} stands for a part of a key between dots,
 * {@code mean PATTERN} is the mean over the keys that match.
 */
final class Columns {
  /** What is shown unless the file says otherwise; what no run has is left out. */
  static final List<String> STANDARD =
      List.of(
          "coherence.given.*",
          "coherence.joint",
          "mean latent_accuracy.*",
          "mean reconstruction.*.mse",
          "elbo",
          "train.seconds");

  private static final String MEAN = "mean ";

  private final List<String> names;

  private Columns(List<String> names) {
    this.names = names;
  }

  /** The columns of these patterns over all numbers of all runs. */
  static Columns of(List<String> patterns, Collection<? extends Map<String, Double>> runs) {
    TreeSet<String> keys = new TreeSet<>();
    runs.forEach(
        run -> run.keySet().stream().filter(key -> !Interval.isEnd(run, key)).forEach(keys::add));
    List<String> names =
        patterns.stream()
            .flatMap(
                pattern -> {
                  Pattern regex = regex(pattern);
                  List<String> matching =
                      keys.stream().filter(key -> regex.matcher(key).matches()).toList();
                  return (pattern.startsWith(MEAN) && !matching.isEmpty()
                          ? List.of(pattern)
                          : matching)
                      .stream();
                })
            .distinct()
            .toList();
    return new Columns(names);
  }

  List<String> names() {
    return names;
  }

  /** The columns of one run; those it lacks are left out. */
  Map<String, Double> of(Map<String, Double> numbers) {
    Map<String, Double> row = new LinkedHashMap<>();
    for (String name : names) {
      Pattern regex = regex(name);
      OptionalDouble value =
          numbers.entrySet().stream()
              .filter(entry -> regex.matcher(entry.getKey()).matches())
              .filter(entry -> !Interval.isEnd(numbers, entry.getKey()))
              .mapToDouble(Map.Entry::getValue)
              .average();
      value.ifPresent(v -> row.put(name, v));
    }
    return row;
  }

  private static Pattern regex(String pattern) {
    String keys = pattern.startsWith(MEAN) ? pattern.substring(MEAN.length()) : pattern;
    return Pattern.compile(
        List.of(keys.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining("[^.]*")));
  }
}
