package dev.omnivae.data.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.batch.TokenVectors;
import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whole words: {@code <pad> <bos> <eos> <unk>}, then the words of the training split by falling
 * frequency, equal ones by the alphabet. Texts are taken apart by {@link Words}.
 */
public final class WordVocabulary implements SavedVocabulary {
  /** The first ids, in order. */
  public static final List<String> SPECIAL = List.of("<pad>", "<bos>", "<eos>", "<unk>");

  static final String KIND = "words";
  private static final int PAD = 0;
  private static final int BOS = 1;
  private static final int EOS = 2;
  private static final int UNKNOWN = 3;
  private static final int NAMED = 5;

  private final List<String> words;
  private final Map<String, Integer> ids = new HashMap<>();
  private final @Nullable WordVectors vectors;
  private final boolean frozen;

  private WordVocabulary(List<String> words) {
    this(words, null, false);
  }

  private WordVocabulary(List<String> words, @Nullable WordVectors vectors, boolean frozen) {
    this.words = List.copyOf(words);
    this.vectors = vectors;
    this.frozen = frozen;
    for (int id = SPECIAL.size(); id < words.size(); id++) {
      ids.put(words.get(id), id);
    }
  }

  /**
   * The words of a training split.
   *
   * @param texts of training samples alone: a word of the test split must be unknown
   * @param minCount a word that occurs less often is left out
   * @throws InputException when no word is left
   */
  public static WordVocabulary of(Collection<String> texts, int minCount) {
    WordVocabulary vocabulary = counted(texts, minCount);
    if (vocabulary.size() == SPECIAL.size()) {
      long rarer = texts.stream().flatMap(text -> Words.split(text).stream()).distinct().count();
      throw InputException.of(
          "training texts",
          "some with a word that occurs at least %d times".formatted(minCount),
          rarer == 0 ? "no word" : rarer + " rarer words",
          "lower text.min_count or give more text");
    }
    return vocabulary;
  }

  /** As {@link #of}, perhaps without any word. */
  static WordVocabulary counted(Collection<String> texts, int minCount) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      Words.split(text).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    List<String> words = new ArrayList<>(SPECIAL);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= minCount)
        .sorted(Collections.reverseOrder(Map.Entry.comparingByValue())) // stable: then alphabet
        .forEach(entry -> words.add(entry.getKey()));
    return new WordVocabulary(words);
  }

  /** From what {@link #json} wrote, its list alone. */
  static WordVocabulary of(List<String> words) {
    if (words.size() <= SPECIAL.size()
        || !words.subList(0, SPECIAL.size()).equals(SPECIAL)
        || words.stream().distinct().count() != words.size()) {
      throw InputException.of(
          "words of a vocabulary",
          "distinct and begin with " + String.join(", ", SPECIAL),
          words.size() + " beginning with " + words.stream().limit(SPECIAL.size()).toList(),
          "take the file as it was written");
    }
    return new WordVocabulary(words);
  }

  /**
   * The same words with vectors for them.
   *
   * @throws InputException when no word has one
   */
  WordVocabulary with(WordVectors of, boolean freeze) {
    if (of.covered().isEmpty()) {
      throw InputException.of(
          "text.vectors",
          "a file with vectors of words of the texts",
          of.line(),
          "name one in their language");
    }
    return new WordVocabulary(words, of, freeze);
  }

  @Override
  public @Nullable TokenVectors vectors() {
    return vectors == null
        ? null
        : new TokenVectors(vectors.values(), vectors.width(), vectors.covered(), frozen);
  }

  /** The vectors as lines of a file that {@link WordVectors#read} takes back; empty without any. */
  @Override
  public String vectorLines() {
    StringBuilder lines = new StringBuilder();
    if (vectors != null) {
      float[] values = vectors.values();
      int width = vectors.width();
      vectors.covered().stream()
          .forEach(
              id -> {
                lines.append(words.get(id));
                for (int i = 0; i < width; i++) {
                  lines.append(' ').append(values[id * width + i]);
                }
                lines.append('\n');
              });
    }
    return lines.toString();
  }

  @Override
  public String coverage() {
    return vectors == null ? "" : vectors.line();
  }

  /** One line: what these texts would give in place of this vocabulary, a run's. */
  String difference(WordVocabulary now) {
    Set<String> added = new LinkedHashSet<>(now.words);
    words.forEach(added::remove);
    Set<String> gone = new LinkedHashSet<>(words);
    now.words.forEach(gone::remove);
    return "the run's vocabulary of %d is used; the texts have changed since and would give %d%s"
        .formatted(
            size(),
            now.size(),
            added.isEmpty() && gone.isEmpty()
                ? " in another order"
                : named(", new and unknown: ", added) + named(", gone: ", gone));
  }

  private static String named(String what, Set<String> words) {
    return words.isEmpty()
        ? ""
        : what
            + words.stream().limit(NAMED).collect(Collectors.joining(", "))
            + (words.size() > NAMED ? " and %d more".formatted(words.size() - NAMED) : "");
  }

  @Override
  public int size() {
    return words.size();
  }

  @Override
  public int pad() {
    return PAD;
  }

  @Override
  public int bos() {
    return BOS;
  }

  @Override
  public int eos() {
    return EOS;
  }

  @Override
  public int unknown() {
    return UNKNOWN;
  }

  @Override
  public int[] ids(String text) {
    List<String> of = Words.split(text);
    int[] found = new int[of.size() + 1];
    for (int i = 0; i < of.size(); i++) {
      found[i] = ids.getOrDefault(of.get(i), UNKNOWN);
    }
    found[of.size()] = EOS;
    return found;
  }

  @Override
  public String text(int[] ids) {
    List<String> of = new ArrayList<>();
    for (int id : ids) {
      if (id == EOS) {
        break;
      }
      if (id != PAD && id != BOS) {
        of.add(words.get(id));
      }
    }
    return Words.join(of);
  }

  @Override
  public String json() {
    ObjectNode json = new ObjectMapper().createObjectNode().put("kind", KIND);
    words.forEach(json.putArray("words")::add);
    return json.toString();
  }
}
