package dev.omnivae.data.text;

import dev.omnivae.core.batch.Vocabulary;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was lost when texts became tokens.
 *
 * @param texts that are there
 * @param tokens of them, without the closing ones
 * @param unknown of these, how many are unknown
 * @param words unknown ones with how often each came, where the vocabulary is of words
 * @param empty texts that were empty
 * @param withoutKnown texts without any known word, taken for missing
 * @param tooLong texts over the length, cut or left out
 */
public record TextReport(
    int texts,
    long tokens,
    long unknown,
    Map<String, Integer> words,
    int empty,
    int withoutKnown,
    int tooLong) {
  private static final int NAMED = 5;

  public TextReport {
    words = Map.copyOf(words);
  }

  /** Whether anything was lost. */
  public boolean clean() {
    return unknown + empty + withoutKnown + tooLong == 0;
  }

  /** One line: what was lost, in numbers. */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%,d texts of %,d tokens; unknown: %,d (%.2f%%)",
            texts,
            tokens,
            unknown,
            100.0 * unknown / Math.max(1, tokens)));
    if (!words.isEmpty()) {
      line.append(", most often ")
          .append(
              words.entrySet().stream()
                  .sorted(
                      Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                          .thenComparing(Map.Entry.comparingByKey()))
                  .limit(NAMED)
                  .map(entry -> "'%s' %d".formatted(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(", ")));
    }
    told(line, empty, "empty");
    told(line, withoutKnown, "without a known word, taken for missing");
    told(line, tooLong, "over the length");
    return line.toString();
  }

  private static void told(StringBuilder line, int count, String what) {
    if (count > 0) {
      line.append("; ").append(count).append(' ').append(what);
    }
  }

  /** Counts while texts are read. */
  static final class Counter {
    private final Vocabulary vocabulary;
    private final Map<String, Integer> words = new HashMap<>();
    private int texts;
    private long tokens;
    private long unknown;
    private int empty;
    private int withoutKnown;
    private int tooLong;

    Counter(Vocabulary vocabulary) {
      this.vocabulary = vocabulary;
    }

    void empty() {
      empty++;
    }

    void tooLong() {
      tooLong++;
    }

    /** Counts a text; returns its ids, or none where no word is known. */
    int[] count(String text, int[] ids) {
      if (ids.length == 0) {
        return ids;
      }
      int without = 0;
      for (int i = 0; i < ids.length - 1; i++) {
        without += ids[i] == vocabulary.unknown() ? 1 : 0;
      }
      if (without > 0 && vocabulary instanceof WordVocabulary) {
        java.util.List<String> of = Words.split(text);
        for (int i = 0; i < ids.length - 1; i++) {
          if (ids[i] == vocabulary.unknown()) {
            words.merge(of.get(i), 1, Integer::sum);
          }
        }
      }
      tokens += ids.length - 1;
      unknown += without;
      if (without == ids.length - 1) {
        withoutKnown++;
        return new int[0];
      }
      texts++;
      return ids;
    }

    TextReport report() {
      return new TextReport(texts, tokens, unknown, words, empty, withoutKnown, tooLong);
    }
  }
}
