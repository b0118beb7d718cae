package dev.omnivae.data.caption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Words that say something of attributes: "man" says male and not female.
 *
 * @param place where in a sentence it stands
 * @param wordings what it is called, the first where nothing chooses
 * @param says by name of an attribute
 */
record AttributePhrase(Place place, List<String> wordings, Map<String, Boolean> says) {
  /** Places of a sentence, named as the slots of templates. */
  enum Place {
    AGE,
    NOUN,
    DOING,
    HAVING,
    TAGGED
  }

  private static final String MALE = "male";
  private static final String FEMALE = "female";

  /** What there are words for; every other attribute is {@linkplain #tagged tagged}. */
  static final List<AttributePhrase> ALL =
      List.of(
          of(Place.NOUN, Map.of(MALE, true, FEMALE, false), "man"),
          of(Place.NOUN, Map.of(MALE, false, FEMALE, true), "woman"),
          of(Place.AGE, Map.of("young", true), "young"),
          of(Place.AGE, Map.of("young", false), "older"),
          of(Place.DOING, Map.of("smiling", true), "smiling"),
          of(Place.DOING, Map.of("smiling", false), "not smiling"),
          of(Place.HAVING, hair(true, false, false), "black hair"),
          of(Place.HAVING, hair(false, true, false), "blond hair", "blonde hair"),
          of(Place.HAVING, hair(false, false, true), "a bald head"),
          of(Place.HAVING, hair(false, false, false), "hair of another colour"),
          of(Place.HAVING, Map.of("eyeglasses", true), "eyeglasses", "glasses"),
          of(Place.HAVING, Map.of("eyeglasses", false), "no eyeglasses", "no glasses"),
          of(Place.HAVING, Map.of("mustache", true), "a mustache", "a moustache"),
          of(Place.HAVING, Map.of("mustache", false), "no mustache", "no moustache"),
          of(Place.HAVING, Map.of("wearing_lipstick", true), "lipstick"),
          of(Place.HAVING, Map.of("wearing_lipstick", false), "no lipstick"));

  private static AttributePhrase of(Place place, Map<String, Boolean> says, String... wordings) {
    return new AttributePhrase(place, List.of(wordings), says);
  }

  private static Map<String, Boolean> hair(boolean black, boolean blond, boolean bald) {
    return Map.of("black_hair", black, "blond_hair", blond, "bald", bald);
  }

  /** For attributes without words of their own, and for values no other phrase fits. */
  static AttributePhrase tagged(String name, boolean value) {
    String words = name.replace('_', ' ');
    return of(Place.TAGGED, Map.of(name, value), (value ? "tagged " : "not tagged ") + words);
  }

  /**
   * Whether it says no more than is known: all that is listed of what it says is so, and listed is
   * at least what it says yes to, or all where it says no alone. A man is no woman, so that either
   * of the two is enough for both.
   *
   * @param known values by name; none where unknown
   */
  boolean fits(List<String> listed, Map<String, Boolean> known) {
    boolean any = false;
    boolean denies = !says.containsValue(true);
    for (Map.Entry<String, Boolean> said : says.entrySet()) {
      if (listed.contains(said.getKey())) {
        any = true;
        if (!said.getValue().equals(known.get(said.getKey()))) {
          return false;
        }
      } else if (place != Place.NOUN && (denies || said.getValue())) {
        return false;
      }
    }
    return any;
  }

  /** All that is read as this phrase: its wordings, with and without an article, and "bald". */
  List<String> readings() {
    List<String> readings = new ArrayList<>(wordings);
    wordings.stream()
        .filter(words -> words.startsWith("a "))
        .forEach(words -> readings.add(words.substring(2)));
    if (wordings.contains("a bald head")) {
      readings.add("bald");
    }
    return readings;
  }
}
