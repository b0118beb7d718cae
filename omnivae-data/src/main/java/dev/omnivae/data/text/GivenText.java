package dev.omnivae.data.text;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.store.TokenRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A text of the user's own for a trained model.
 *
 * @param observation int64 {@code (1, token)}, as a data set would give it
 * @param unknown its words that the model never saw, in order; empty for vocabularies of pieces
 */
public record GivenText(Observation observation, List<String> unknown) {
  private static final int NAMED = 8;

  /**
   * Reads a text for one modality.
   *
   * @throws InputException when it is empty, longer than the modality, in a script the vocabulary
   *     has no letter of, or without any known word
   */
  public static GivenText of(Modality modality, String text) {
    Vocabulary vocabulary = modality.vocabulary();
    String what = "text for " + modality.name();
    if (vocabulary == null) {
      throw new IllegalArgumentException("modality must be of tokens, got " + modality);
    }
    if (text.isBlank()) {
      throw InputException.of(what, "at least one word", "'" + text + "'", "write one");
    }
    int[] ids = vocabulary.ids(text);
    if (ids.length > modality.elements()) {
      throw InputException.of(
          what,
          "at most %d tokens, the closing one included".formatted(modality.elements()),
          "%d ('%s')".formatted(ids.length, Texts.shown(text)),
          "shorten it");
    }
    if (IntStream.range(0, ids.length - 1).allMatch(i -> ids[i] == vocabulary.unknown())) {
      throw unknown(what, vocabulary, text);
    }
    TokenRows rows =
        TokenRows.of(
            modality.name(), Math.toIntExact(modality.elements()), vocabulary, List.of(ids));
    int[] first = {0};
    return new GivenText(
        new Observation(rows.gather(first), null, rows.known(first)),
        unknownWords(vocabulary, text, ids));
  }

  private static List<String> unknownWords(Vocabulary vocabulary, String text, int[] ids) {
    List<String> unknown = new ArrayList<>();
    if (vocabulary instanceof WordVocabulary) {
      List<String> words = Words.split(text);
      for (int i = 0; i < words.size(); i++) {
        if (ids[i] == vocabulary.unknown()) {
          unknown.add(words.get(i));
        }
      }
    }
    return List.copyOf(unknown);
  }

  /** The reason why nothing is known: another script, or other words. */
  private static InputException unknown(String what, Vocabulary vocabulary, String text) {
    List<String> known =
        IntStream.range(0, vocabulary.size())
            .filter(id -> id != vocabulary.unknown())
            .mapToObj(id -> vocabulary.text(new int[] {id}))
            .filter(word -> !word.isBlank())
            .toList();
    Set<String> scripts = new TreeSet<>();
    known.forEach(word -> scripts.addAll(Scripts.of(word)));
    Set<String> others = new TreeSet<>(Scripts.of(text));
    if (!others.isEmpty() && others.stream().noneMatch(scripts::contains)) {
      return InputException.of(
          what,
          "in a script of the vocabulary (" + String.join(", ", scripts) + ")",
          String.join(", ", others) + " ('" + Texts.shown(text) + "')",
          "write it in one the model was trained on");
    }
    return InputException.of(
        what,
        "of words the model was trained on, at least one",
        "none known in '" + Texts.shown(text) + "'",
        "its %d words begin with %s"
            .formatted(
                known.size(), known.stream().limit(NAMED).collect(Collectors.joining(", "))));
  }
}
