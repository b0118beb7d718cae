package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.data.text.TextSettings;
import java.util.List;

/**
 * Settings of the reader of emoji.
 *
 * @param size height and width pictures are made smaller to
 * @param ground grey behind them, 0 black to 255 white
 * @param language of the names: en, de, es, fr; names with skin tones are English alone
 * @param skinTones whether variants are read beside their base emoji
 * @param test fraction of the base emoji of every group
 * @param validation fraction of the others
 */
public record EmojiSettings(
    String reader,
    int size,
    int ground,
    String language,
    boolean skinTones,
    double test,
    double validation,
    long seed,
    TextSettings text) {
  private static final int LONGEST = 16;
  private static final List<String> LANGUAGES = List.of("en", "de", "es", "fr");

  static final EmojiSettings DEFAULT =
      new EmojiSettings(
          "emoji-text", 32, 255, "en", true, 0.2, 0.05, 1, TextSettings.words(LONGEST));

  public EmojiSettings {
    check(size, ground, test, validation);
    if (!LANGUAGES.contains(language)) {
      throw new InputException(
          "language must be one there are names in, got '%s'; %s"
              .formatted(language, Nearest.hint(language, LANGUAGES)));
    }
  }

  /** What every reader of emoji asks of its pictures and splits. */
  static void check(int size, int ground, double test, double validation) {
    SingleSettings.fraction(validation);
    SingleSettings.ground(ground);
    SingleSettings.test(test);
    if (size < 8 || size > 72) {
      throw InputException.of("size", "8 to 72, which the pictures are", size, "write size: 32");
    }
  }
}
