package dev.omnivae.data.caption;

import dev.omnivae.data.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What classes are called in captions.
 *
 * @param phrases by class: "ankle boot"; the last word of each is no other's
 */
public record ClassWords(List<String> phrases) {
  public ClassWords {
    phrases = List.copyOf(phrases);
    if (phrases.stream().map(ClassWords::key).distinct().count() != phrases.size()) {
      throw new IllegalArgumentException("last words must be distinct, got " + phrases);
    }
  }

  /** The class whose word a text holds; empty for none and for several. */
  public OptionalInt named(String text) {
    Set<String> words = new HashSet<>(Words.split(text));
    int[] found =
        IntStream.range(0, phrases.size())
            .filter(label -> words.contains(key(phrases.get(label))))
            .toArray();
    return found.length == 1 ? OptionalInt.of(found[0]) : OptionalInt.empty();
  }

  private static String key(String phrase) {
    List<String> words = Words.split(phrase);
    return words.get(words.size() - 1);
  }
}
