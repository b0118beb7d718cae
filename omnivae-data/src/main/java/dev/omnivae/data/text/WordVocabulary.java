package dev.omnivae.data.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  private final List<String> words;
  private final Map<String, Integer> ids = new HashMap<>();

  private WordVocabulary(List<String> words) {
    this.words = List.copyOf(words);
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
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      Words.split(text).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    List<String> words = new ArrayList<>(SPECIAL);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= minCount)
        .sorted(Collections.reverseOrder(Map.Entry.comparingByValue())) // stable: then alphabet
        .forEach(entry -> words.add(entry.getKey()));
    if (words.size() == SPECIAL.size()) {
      throw InputException.of(
          "training texts",
          "some with a word that occurs at least %d times".formatted(minCount),
          counts.isEmpty() ? "no word" : counts.size() + " rarer words",
          "lower text.min_count or give more text");
    }
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
