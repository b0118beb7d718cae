package dev.omnivae.data.caption;

import dev.omnivae.data.generate.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Captions by templates over class words: which template, and what of the image is told, so that a
 * caption says more than the class.
 *
 * <p>A template is words and slots: <code>{class}</code> the class's phrase, <code>{a}</code> the
 * article that fits the next word, and one slot a trait, which stays empty where the sample is
 * neither low nor high in it.
 *
 * @param templates each with the slot <code>{class}</code>
 */
public record Captions(List<String> templates, ClassWords classes, List<Trait> traits) {
  private static final String CLASS = "{class}";
  private static final String ARTICLE = "{a}";

  /** Handwritten digits: thickness and slant of the strokes. */
  public static final Captions DIGITS =
      new Captions(
          List.of(
              "{a} {thickness} {class}",
              "{a} {thickness} {class} {slant}",
              "the digit {class} {slant}",
              "the {thickness} number {class}",
              "this is {a} {thickness} {class}",
              "{a} {thickness} handwritten {class} {slant}",
              "someone wrote {a} {thickness} {class} {slant}"),
          new ClassWords(
              List.of(
                  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")),
          List.of(
              new Trait("thickness", "thin", "thick"),
              new Trait("slant", "leaning left", "leaning right", 0)));

  /** Clothes: how bright and how wide they are. */
  public static final Captions CLOTHES =
      new Captions(
          List.of(
              "{a} {tone} {class}",
              "{a} {tone} {width} {class}",
              "a photo of {a} {tone} {class}",
              "this is {a} {width} {class}",
              "one {tone} {class} for sale",
              "{a} {width} {tone} {class} on black"),
          new ClassWords(
              List.of(
                  "t-shirt",
                  "pair of trousers",
                  "pullover",
                  "dress",
                  "coat",
                  "sandal",
                  "shirt",
                  "sneaker",
                  "bag",
                  "ankle boot")),
          List.of(new Trait("tone", "dark", "bright"), new Trait("width", "narrow", "wide")));

  public Captions {
    templates = List.copyOf(templates);
    traits = List.copyOf(traits);
    for (String template : templates) {
      if (!template.contains(CLASS)) {
        throw new IllegalArgumentException("templates must hold {class}, got " + template);
      }
    }
  }

  /**
   * A caption for each sample; that of sample i does not depend on how many there are.
   *
   * @param labels by sample
   * @param measured by trait, then by sample; every trait must be there
   * @param levels by trait, see {@link #levels}
   * @param stream keeps splits apart: "train", "test"
   */
  public List<String> write(
      int[] labels,
      Map<String, float[]> measured,
      Map<String, Trait.Levels> levels,
      long seed,
      String stream) {
    List<String> written = new ArrayList<>(labels.length);
    for (int i = 0; i < labels.length; i++) {
      Dice dice = Dice.of(seed, "captions/" + stream, i);
      String caption = templates.get(dice.below(templates.size()));
      for (Trait trait : traits) {
        float value = of(measured, trait)[i];
        caption = fill(caption, trait, trait.word(value, labels[i], of(levels, trait)));
      }
      written.add(finished(caption, labels[i]));
    }
    return written;
  }

  /** From where on each trait is told, by the training split. */
  public Map<String, Trait.Levels> levels(
      Map<String, float[]> measured, int[] labels, int[] trainingRows) {
    Map<String, Trait.Levels> levels = new java.util.HashMap<>();
    for (Trait trait : traits) {
      levels.put(
          trait.name(),
          Trait.Levels.of(of(measured, trait), labels, trainingRows, classes.phrases().size()));
    }
    return levels;
  }

  /** Every caption there can be. */
  public TreeSet<String> all() {
    TreeSet<String> all = new TreeSet<>();
    for (String template : templates) {
      List<String> filled = List.of(template);
      for (Trait trait : traits) {
        List<String> next = new ArrayList<>();
        for (String caption : filled) {
          trait.words().forEach(word -> next.add(fill(caption, trait, word)));
        }
        filled = next;
      }
      for (String caption : filled) {
        for (int label = 0; label < classes.phrases().size(); label++) {
          all.add(finished(caption, label));
        }
      }
    }
    return all;
  }

  private static String fill(String caption, Trait trait, String word) {
    return caption.replace("{" + trait.name() + "}", word);
  }

  private String finished(String caption, int label) {
    List<String> words = new ArrayList<>();
    for (String word : caption.replace(CLASS, classes.phrases().get(label)).split(" ")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals(ARTICLE)) {
        words.set(i, article(words.get(i + 1)));
      }
    }
    return String.join(" ", words);
  }

  /** By the letter: none of our words begins with a vowel it is not spoken with, but "one". */
  static String article(String next) {
    return "aeiou".indexOf(next.charAt(0)) >= 0 && !next.equals("one") ? "an" : "a";
  }

  private static <T> T of(Map<String, T> byTrait, Trait trait) {
    T found = byTrait.get(trait.name());
    if (found == null) {
      throw new IllegalArgumentException(
          "traits must hold " + trait.name() + ", got " + byTrait.keySet());
    }
    return found;
  }
}
