package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Split;
import dev.omnivae.data.picture.Thumbnail;
import dev.omnivae.data.store.RowSplits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pictures of emoji as Noto Emoji has them, and where they and their names are looked for. */
final class EmojiPictures {
  static final String LICENCE = "Apache-2.0 (Noto Emoji)";
  static final String CITATION = "Noto Emoji, github.com/googlefonts/noto-emoji";
  static final String FIRST = "emoji_u1f600.png"; // stands for the folder

  private EmojiPictures() {}

  static DataFiles pictures(List<Path> roots) {
    return DataFiles.of(
        "noto-emoji",
        "png/72",
        roots,
        "put png/72 of github.com/googlefonts/noto-emoji into a folder noto-emoji and name the one"
            + " above it with --data");
  }

  static DataFiles names(List<Path> roots) {
    return DataFiles.of(
        "emoji-text",
        roots,
        "put packages/data/en/data.raw.json of github.com/milesj/emojibase there under that name,"
            + " or name the folder above emoji-text with --data");
  }

  /**
   * Reads them.
   *
   * @return (file, channel, height, width)
   */
  static byte[] pixels(Path folder, List<String> files, int size, int ground) {
    int each = 3 * size * size;
    byte[] pixels = new byte[Math.multiplyExact(each, files.size())];
    IntStream.range(0, files.size())
        .parallel()
        .forEach(i -> Thumbnail.read(folder.resolve(files.get(i)), size, ground, pixels, i * each));
    return pixels;
  }

  /**
   * Splits by base emoji: variants by skin tone are where their base is.
   *
   * @param bases one a picture
   * @param groups one a picture, the same for all of a base; each is split alike
   * @param count of groups
   */
  static Map<Split, int[]> splits(
      int[] bases, int[] groups, int count, double test, double validation, long seed) {
    int[] distinct = Arrays.stream(bases).distinct().sorted().toArray();
    if (distinct.length < 2) {
      throw InputException.of(
          "pictures of emoji",
          "of at least 2 emoji",
          distinct.length,
          "download the whole folder png/72");
    }
    int[] group = new int[distinct.length];
    int[] number = new int[bases.length];
    for (int i = 0; i < bases.length; i++) {
      number[i] = Arrays.binarySearch(distinct, bases[i]);
      group[number[i]] = groups[i];
    }
    return RowSplits.grouped(number, group, count, test, validation, seed);
  }
}
