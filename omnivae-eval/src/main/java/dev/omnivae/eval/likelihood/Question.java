package dev.omnivae.eval.likelihood;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose likelihood is wanted: {@code a+b} of some modalities, {@code a+b->c+d} of some given
 * others.
 *
 * @param given empty for none
 * @param targets at least one, none of them given
 */
record Question(Set<String> given, Set<String> targets) {
  private static final String ARROW = "->";

  Question {
    given = Set.copyOf(given);
    targets = Set.copyOf(targets);
  }

  /**
   * Reads one.
   *
   * @param names of the modalities there are
   * @throws InputException on a name that is none of them, or one on both sides
   */
  static Question read(String text, List<String> names) {
    int arrow = text.indexOf(ARROW);
    Set<String> given = arrow < 0 ? Set.of() : set(text.substring(0, arrow), names);
    Set<String> targets = set(arrow < 0 ? text : text.substring(arrow + ARROW.length()), names);
    if (targets.stream().anyMatch(given::contains)) {
      throw InputException.of(
          "evaluation.likelihood.of",
          "a list of targets that are not given",
          "'" + text + "'",
          "name a modality on one side of the arrow");
    }
    return new Question(given, targets);
  }

  private static Set<String> set(String text, List<String> names) {
    Set<String> set = new LinkedHashSet<>();
    for (String part : text.split("\\+", -1)) {
      String name = part.strip();
      if (!names.contains(name)) {
        throw new InputException(
            "evaluation.likelihood.of must name modalities, as in a+b->c, got '%s'; %s"
                .formatted(name, Nearest.hint(name, names)));
      }
      set.add(name);
    }
    return set;
  }

  /** All at once, each alone, and each given each other. */
  static List<Question> usual(List<String> names) {
    List<Question> all = new ArrayList<>();
    all.add(new Question(Set.of(), Set.copyOf(names)));
    if (names.size() > 1) {
      names.forEach(target -> all.add(new Question(Set.of(), Set.of(target))));
      names.forEach(
          given ->
              names.stream()
                  .filter(target -> !target.equals(given))
                  .forEach(target -> all.add(new Question(Set.of(given), Set.of(target)))));
    }
    return all;
  }

  /** Everything it speaks of. */
  Set<String> whole() {
    Set<String> whole = new LinkedHashSet<>(given);
    whole.addAll(targets);
    return whole;
  }

  /** {@code nll} of all modalities, else {@code nll.a+b} or {@code nll.a->b}, names in order. */
  String key(List<String> names) {
    if (targets.size() == names.size()) {
      return "nll";
    }
    String arrow = given.isEmpty() ? "" : joined(given, names) + ARROW;
    return "nll." + arrow + joined(targets, names);
  }

  private static String joined(Set<String> set, List<String> names) {
    return String.join("+", names.stream().filter(set::contains).toList());
  }
}
