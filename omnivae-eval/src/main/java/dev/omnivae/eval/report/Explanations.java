package dev.omnivae.eval.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each key of {@code metrics.json} means, in one sentence; docs/metrics.md says more.
 *
 * <p>The sentences are in {@code explanations.json}: keys by pattern, the most particular first;
 * groups of the pattern fill the sentence.
 */
final class Explanations {
  private enum Unit {
    @JsonProperty("fraction")
    FRACTION,
    @JsonProperty("nats")
    NATS,
    @JsonProperty("plain")
    PLAIN
  }

  private record Entry(Pattern keys, Unit unit, String sentence) {}

  private static final List<Entry> ENTRIES = read("explanations.json");

  private Explanations() {}

  private static List<Entry> read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Explanations.class.getResourceAsStream(resource), resource)) {
      return new ObjectMapper().readValue(in, new TypeReference<List<Entry>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Entry> of(String key) {
    return ENTRIES.stream().filter(entry -> entry.keys.matcher(key).matches()).findFirst();
  }

  /** A sentence on a key; empty for a key of somebody else's metric. */
  static String sentence(String key) {
    return of(key).map(entry -> filled(entry, key)).orElse("");
  }

  private static String filled(Entry entry, String key) {
    Matcher matcher = entry.keys.matcher(key);
    matcher.matches();
    Object[] groups = new Object[matcher.groupCount()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = matcher.group(i + 1);
    }
    return entry.sentence.formatted(groups);
  }

  /** A value with the digits it deserves: fractions four, nats two. */
  static String value(String key, double value) {
    return switch (of(key).map(Entry::unit).orElse(Unit.PLAIN)) {
      case FRACTION -> String.format(Locale.ROOT, "%.4f", value);
      case NATS -> String.format(Locale.ROOT, "%,.2f", value);
      case PLAIN ->
          Math.abs(value) >= 100
              ? String.format(Locale.ROOT, "%,.0f", value)
              : String.format(Locale.ROOT, "%.4g", value);
    };
  }
}
