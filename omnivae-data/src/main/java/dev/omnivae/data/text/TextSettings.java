package dev.omnivae.data.text;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;

/**
 * How texts become tokens.
 *
 * @param tokenizer {@code words}, or the path of a Hugging Face {@code tokenizer.json}
 * @param minCount a word that occurs less often in the training split is unknown
 * @param maxLength most tokens of a text, the closing one included: the modality's length
 * @param tooLong what happens to a longer one: {@code refuse}, {@code cut}, or {@code leave_out},
 *     which takes it for missing
 * @param scripts writing systems a text may be in; empty for any
 * @param vectors text file of word vectors (GloVe) that embeddings begin with; empty for none
 * @param freezeVectors whether they stay as they are
 */
public record TextSettings(
    String tokenizer,
    int minCount,
    int maxLength,
    String tooLong,
    List<String> scripts,
    String vectors,
    boolean freezeVectors) {
  static final String WORDS = "words";
  static final String REFUSE = "refuse";
  static final String CUT = "cut";
  static final String LEAVE_OUT = "leave_out";
  private static final List<String> CHOICES = List.of(REFUSE, CUT, LEAVE_OUT);

  public TextSettings {
    scripts = List.copyOf(scripts);
    atLeast("text.min_count", minCount, 1);
    atLeast("text.max_length", maxLength, 2);
    if (!CHOICES.contains(tooLong)) {
      throw new InputException(
          "text.too_long must be a known rule, got '%s'; %s"
              .formatted(tooLong, Nearest.hint(tooLong, CHOICES)));
    }
    if (freezeVectors && vectors.isEmpty()) {
      throw InputException.of(
          "text.freeze_vectors",
          "false without vectors",
          "true",
          "name their file in text.vectors");
    }
    if (!vectors.isEmpty() && !tokenizer.equals(WORDS)) {
      throw InputException.of(
          "text.vectors",
          "left out where the tokenizer is not 'words'",
          vectors,
          "pieces of words have no vectors");
    }
    for (String script : scripts) {
      if (!Scripts.exists(script)) {
        throw InputException.of(
            "text.scripts",
            "names of Unicode scripts",
            "'" + script + "'",
            "write scripts: [latin], or [] for any");
      }
    }
  }

  /** Words, each known, of texts of any script up to a length. */
  public static TextSettings words(int maxLength) {
    return new TextSettings(WORDS, 1, maxLength, REFUSE, List.of(), "", false);
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw InputException.of(key, "at least " + least, value, "write " + key + ": " + least);
    }
  }
}
