package dev.omnivae.app.check;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.data.text.GivenText;
import dev.omnivae.eval.consistency.Description;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a user says of an image, as a model takes it.
 *
 * @param unknown words the model never saw
 */
record Said(Description description, List<String> unknown) {
  private static final String MALE = "male";
  private static final String FEMALE = "female";

  /**
   * Reads it.
   *
   * @param names of attributes, in order
   * @throws InputException when it cannot be read, see {@link GivenText} for texts
   */
  static Said of(Asked asked, Modality modality, List<String> names) {
    return modality.kind() == Modality.Kind.TOKENS
        ? text(asked, modality)
        : new Said(attributes(asked, names), List.of());
  }

  private static Said text(Asked asked, Modality modality) {
    try (Scope scope = Scope.open()) {
      GivenText text = GivenText.of(modality, asked.said());
      return new Said(Description.of(text.observation(), new long[0]).get(0), text.unknown());
    } catch (InputException e) {
      throw new InputException(asked.saidFrom() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Those named are there, all others are not. Where male and female are both attributes, one says
   * the other and one must be said.
   */
  private static Description attributes(Asked asked, List<String> names) {
    List<String> named =
        Arrays.stream(asked.said().split("[,;\\s]+"))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .toList();
    if (named.isEmpty()) {
      throw InputException.of(
          asked.saidFrom(), "names of attributes", "'" + asked.said() + "'", "name at least one");
    }
    long[] values = new long[names.size()];
    for (String name : named) {
      int index = names.indexOf(name);
      if (index < 0) {
        throw new InputException(
            "%s must name attributes of the run, got '%s'; %s"
                .formatted(asked.saidFrom(), name, Nearest.hint(name, names)));
      }
      values[index] = 1;
    }
    if (names.contains(MALE)
        && names.contains(FEMALE)
        && named.contains(MALE) == named.contains(FEMALE)) {
      throw InputException.of(
          asked.saidFrom(),
          "of a male or a female face",
          named.contains(MALE) ? "both" : "neither",
          "name one of them");
    }
    boolean[] known = new boolean[values.length];
    Arrays.fill(known, true);
    return new Description(values, known, -1);
  }
}
