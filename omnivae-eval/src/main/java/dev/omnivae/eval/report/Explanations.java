package dev.omnivae.eval.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What each key of {@code metrics.json} means, in one sentence; docs/metrics.md says more.
 *
 * <p>The sentences are in {@code explanations.json}, in the order of a report; the first whose
 * pattern a key matches explains it.
 */
final class Explanations {
  /**
   * Keys that stand together.
   *
   * @param about the question they answer
   */
  record Group(String title, String about, List<Explanation> keys) {
    boolean covers(String key) {
      return keys.stream().anyMatch(explanation -> explanation.covers(key));
    }
  }

  private static final List<Group> GROUPS = read("explanations.json");

  private Explanations() {}

  private static List<Group> read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Explanations.class.getResourceAsStream(resource), resource)) {
      return new ObjectMapper().readValue(in, new TypeReference<List<Group>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Group> groups() {
    return GROUPS;
  }

  /** Empty for a key of somebody else's metric. */
  static Optional<Explanation> of(String key) {
    return GROUPS.stream()
        .flatMap(group -> group.keys.stream())
        .filter(explanation -> explanation.covers(key))
        .findFirst();
  }

  /** A sentence on a key; empty for a key of somebody else's metric. */
  static String sentence(String key) {
    return of(key).map(e -> e.of(key, e.sentence())).orElse("");
  }
}
