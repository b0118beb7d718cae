package dev.omnivae.data.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text as lower-case words and back. A word is a run of letters and digits, apostrophes and hyphens
 * inside it included ({@code t-shirt}, {@code don't}); any other sign is a word of its own, and so
 * is every letter of a script that writes no spaces (Han, Kana, Thai, Lao, Khmer, Burmese).
 */
public final class Words {
  private static final String SPACELESS =
      "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}";
  private static final String LETTER = "[\\p{L}\\p{N}\\p{M}&&[^" + SPACELESS + "]]";
  private static final Pattern WORD =
      Pattern.compile("[%s]\\p{M}*|%s+(?:['’-]%s+)*|\\S".formatted(SPACELESS, LETTER, LETTER));
  private static final Pattern ALONE = Pattern.compile("[" + SPACELESS + "]\\p{M}*");
  private static final String CLOSING = ",.;:!?)]}%…";
  private static final String OPENING = "([{";

  private Words() {}

  /** The words of a text, composed (NFC) and in lower case. */
  public static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher =
        WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /** Words as a text that {@link #split} takes apart into the same words. */
  public static String join(List<String> words) {
    StringBuilder text = new StringBuilder();
    String before = "";
    for (String word : words) {
      if (!before.isEmpty() && spaced(before, word)) {
        text.append(' ');
      }
      text.append(word);
      before = word;
    }
    return text.toString();
  }

  private static boolean spaced(String before, String word) {
    return !CLOSING.contains(word)
        && !OPENING.contains(before)
        && !(ALONE.matcher(before).matches() && ALONE.matcher(word).matches());
  }
}
