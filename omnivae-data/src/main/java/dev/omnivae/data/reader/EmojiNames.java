package dev.omnivae.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of emoji: emojibase in English, which knows groups and skin tones, Unicode's own (CLDR) in
 * other languages.
 */
final class EmojiNames {
  static final String EMOJIBASE = "emojibase-en-data.raw.json";

  /** Names of emojibase's groups, in its order. */
  static final List<String> GROUPS =
      List.of(
          "smileys",
          "people",
          "components",
          "animals",
          "food",
          "travel",
          "activities",
          "objects",
          "symbols",
          "flags");

  /**
   * One emoji or one variant.
   *
   * @param base number of the emoji it is a variant of, or is itself
   * @param group in {@link #GROUPS}
   * @param file of its picture
   */
  record Emoji(int base, int group, String name, String file) {}

  private EmojiNames() {}

  static String cldr(String language) {
    return "cldr-annotations-" + language + ".json";
  }

  /**
   * All that have a name.
   *
   * @param files of the folder of names
   * @param language of the names
   * @param skinTones whether variants are read beside their base emoji
   */
  static List<Emoji> read(DataFiles files, String language, boolean skinTones) {
    Path path = files.get(EMOJIBASE);
    JsonNode names = null;
    if (!language.equals("en")) {
      names = json(files.get(cldr(language))).path("annotations").path("annotations");
    }
    List<Emoji> all = new ArrayList<>();
    int base = 0;
    for (JsonNode entry : json(path)) {
      int group = entry.path("group").asInt(-1);
      if (group < 0 || group >= GROUPS.size()) {
        continue; // letters of flags: no pictures of their own
      }
      add(all, entry, base, group, names);
      if (skinTones) {
        for (JsonNode variant : entry.path("skins")) {
          add(all, variant, base, group, names);
        }
      }
      base++;
    }
    if (all.isEmpty()) {
      throw InputException.of(
          path.toString(), "a list of emoji with groups", "none", "download it again");
    }
    return all;
  }

  private static void add(
      List<Emoji> all,
      JsonNode entry,
      int base,
      int group,
      @org.jspecify.annotations.Nullable JsonNode names) {
    String name =
        names == null
            ? entry.path("label").asText()
            : names
                .path(entry.path("emoji").asText().replace("\uFE0F", ""))
                .path("tts")
                .path(0)
                .asText();
    if (!name.isBlank()) {
      all.add(new Emoji(base, group, name, file(entry.path("hexcode").asText())));
    }
  }

  /** {@code 1F468-200D-2708-FE0F} is {@code emoji_u1f468_200d_2708.png}. */
  private static String file(String hexcode) {
    List<String> codes = new ArrayList<>();
    for (String code : hexcode.toLowerCase(Locale.ROOT).split("-")) {
      if (!code.equals("fe0f")) {
        codes.add(code);
      }
    }
    return "emoji_u" + String.join("_", codes) + ".png";
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new InputException(
          "%s must be JSON that can be read, got %s; download it again"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }
}
