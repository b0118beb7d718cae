package dev.omnivae.data.text;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which writing systems a text is in: {@code latin}, {@code cyrillic}, {@code han}. */
final class Scripts {
  private Scripts() {}

  /** Of its letters; digits, punctuation and signs belong to none. */
  static Set<String> of(String text) {
    Set<String> scripts = new TreeSet<>();
    text.codePoints()
        .filter(Character::isLetter)
        .mapToObj(Character.UnicodeScript::of)
        .filter(
            script ->
                script != Character.UnicodeScript.COMMON
                    && script != Character.UnicodeScript.INHERITED
                    && script != Character.UnicodeScript.UNKNOWN)
        .forEach(script -> scripts.add(script.name().toLowerCase(Locale.ROOT)));
    return scripts;
  }

  /** Whether Unicode has a script of that name. */
  static boolean exists(String name) {
    try {
      Character.UnicodeScript.forName(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
