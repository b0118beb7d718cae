package dev.omnivae.data.caption;

import dev.omnivae.data.caption.AttributePhrase.Place;
import dev.omnivae.data.generate.Dice;
import dev.omnivae.data.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Attributes as sentences and back: "an older man with black hair, eyeglasses, no mustache and no
 * lipstick, smiling".
 *
 * <p>What is yes or no is said, what is unknown is left out, so that {@code parse(sentence(a))} is
 * {@code a} whatever the template, for values that contradict each other too: where no phrase fits,
 * black hair on a bald head say, an attribute is "tagged" or "not tagged".
 *
 * <p>Values are bytes in the order of the names: 1 yes, 0 no, {@link #UNKNOWN}.
 */
public final class AttributeSentences {
  public static final byte UNKNOWN = -1;

  /** What stands in brackets is left out where its slots are empty. */
  private static final List<String> TEMPLATES =
      List.of(
          "{a} {age} {noun}[ with {having}][, {doing}]",
          "{a} {age} {noun}[ who is {doing}][, with {having}]",
          "the face of {a} {age} {noun}[, {doing}][, with {having}]",
          "this {noun}[ is {state}][, with {having}]",
          "[with {having}: ]{a} {age} {noun}[, {doing}]");

  private static final Pattern OPTION = Pattern.compile("\\[([^\\[\\]]*)]");
  private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");
  private static final Pattern ARTICLE = Pattern.compile("\\{a} (\\S+)");
  private static final String PERSON = "person";

  private final List<String> names;
  private final List<AttributePhrase> phrases = new ArrayList<>();
  private final Map<List<String>, AttributePhrase> readings = new HashMap<>();
  private final int longest;

  /** Sentences about these attributes. */
  public AttributeSentences(List<String> names) {
    this.names = List.copyOf(names);
    AttributePhrase.ALL.stream()
        .filter(phrase -> phrase.says().keySet().stream().anyMatch(names::contains))
        .forEach(phrases::add);
    for (String name : names) {
      phrases.add(AttributePhrase.tagged(name, true));
      phrases.add(AttributePhrase.tagged(name, false));
    }
    for (AttributePhrase phrase : phrases) {
      phrase.readings().forEach(words -> readings.put(Words.split(words), phrase));
    }
    longest = readings.keySet().stream().mapToInt(List::size).max().orElse(0);
  }

  /** The plainest sentence; empty where nothing is known. */
  public String sentence(byte[] values) {
    return sentence(values, null);
  }

  /** A sentence whose template and words the dice choose; empty where nothing is known. */
  public String sentence(byte[] values, @Nullable Dice dice) {
    Map<String, Boolean> known = known(values);
    if (known.isEmpty()) {
      return "";
    }
    String template = TEMPLATES.get(dice == null ? 0 : dice.below(TEMPLATES.size()));
    Map<Place, List<String>> said = new HashMap<>();
    Map<String, Boolean> left = new HashMap<>(known);
    for (AttributePhrase phrase : phrases) {
      boolean still = phrase.says().keySet().stream().anyMatch(left::containsKey);
      if (still && phrase.fits(names, known)) {
        int wording = dice == null ? 0 : dice.below(phrase.wordings().size());
        said.computeIfAbsent(phrase.place(), p -> new ArrayList<>())
            .add(phrase.wordings().get(wording));
        left.keySet().removeAll(phrase.says().keySet());
      }
    }
    return filled(template + "[; {tagged}]", slots(said));
  }

  /** A sentence for each row, which depends on seed, stream and row alone. */
  public List<String> sentences(List<byte[]> rows, long seed, String stream) {
    List<String> sentences = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Dice dice = Dice.of(seed, "attributes/" + stream, row);
      sentences.add(sentence(rows.get(row), dice));
    }
    return sentences;
  }

  /**
   * What a text says of the attributes; other words are passed over, and of two phrases that begin
   * at the same word the longer counts.
   *
   * @return unknown where nothing is said, or yes and no both
   */
  public byte[] parse(String text) {
    List<String> words = Words.split(text);
    byte[] values = new byte[names.size()];
    Arrays.fill(values, UNKNOWN);
    boolean[] both = new boolean[values.length];
    int at = 0;
    while (at < words.size()) {
      AttributePhrase found = null;
      int length = Math.min(longest, words.size() - at);
      while (length > 0 && found == null) {
        found = readings.get(words.subList(at, at + length));
        length -= found == null ? 1 : 0;
      }
      if (found != null) {
        found.says().forEach((name, value) -> say(name, value, values, both));
      }
      at += Math.max(1, length);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = both[i] ? UNKNOWN : values[i];
    }
    return values;
  }

  /**
   * The same face with one attribute the other way round, and what cannot stay then: a man is no
   * woman, hair is of one colour, a bald head has none.
   *
   * @param values all known
   */
  public byte[] flipped(byte[] values, int attribute) {
    byte[] flipped = values.clone();
    flipped[attribute] = (byte) (1 - values[attribute]);
    boolean yes = flipped[attribute] == 1;
    for (AttributePhrase phrase : AttributePhrase.ALL) {
      Boolean said = phrase.says().get(names.get(attribute));
      if (said != null && said == yes && (yes || phrase.place() == Place.NOUN)) {
        phrase.says().forEach((other, value) -> set(flipped, other, value));
      }
    }
    return flipped;
  }

  private void set(byte[] values, String name, boolean value) {
    int at = names.indexOf(name);
    if (at >= 0) {
      values[at] = (byte) (value ? 1 : 0);
    }
  }

  private void say(String name, boolean value, byte[] values, boolean[] both) {
    int at = names.indexOf(name);
    if (at >= 0) {
      byte said = (byte) (value ? 1 : 0);
      both[at] |= values[at] != UNKNOWN && values[at] != said;
      values[at] = said;
    }
  }

  private Map<String, Boolean> known(byte[] values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "values must be one for each of %s, got %s".formatted(names, Arrays.toString(values)));
    }
    Map<String, Boolean> known = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != UNKNOWN) {
        known.put(names.get(i), values[i] == 1);
      }
    }
    return known;
  }

  /** What stands in each slot; empty where nothing does. */
  private static Map<String, String> slots(Map<Place, List<String>> said) {
    Map<String, String> slots = new HashMap<>();
    for (Place place : Place.values()) {
      List<String> of = said.getOrDefault(place, List.of());
      slots.put(
          place.name().toLowerCase(Locale.ROOT),
          place == Place.TAGGED ? String.join(", ", of) : listed(of));
    }
    slots.merge("noun", PERSON, (noun, person) -> noun.isEmpty() ? person : noun);
    List<String> state = new ArrayList<>(said.getOrDefault(Place.AGE, List.of()));
    state.addAll(said.getOrDefault(Place.DOING, List.of()));
    slots.put("state", listed(state));
    return slots;
  }

  /** "black hair, eyeglasses and lipstick". */
  private static String listed(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  private static String filled(String template, Map<String, String> slots) {
    String shortened =
        OPTION
            .matcher(template)
            .replaceAll(
                option ->
                    SLOT.matcher(option.group(1))
                            .results()
                            .allMatch(slot -> slots.getOrDefault(slot.group(1), "").isEmpty())
                        ? ""
                        : Matcher.quoteReplacement(option.group(1)));
    String sentence =
        SLOT.matcher(shortened)
            .replaceAll(
                slot ->
                    Matcher.quoteReplacement(
                        slots.getOrDefault(slot.group(1), slot.group()))); // {a} is for later
    return ARTICLE
        .matcher(sentence.replaceAll(" +", " "))
        .replaceAll(
            next ->
                Matcher.quoteReplacement(Captions.article(next.group(1)) + " " + next.group(1)));
  }
}
