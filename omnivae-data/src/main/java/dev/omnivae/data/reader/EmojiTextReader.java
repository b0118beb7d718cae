package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.format.Thumbnail;
import dev.omnivae.data.reader.EmojiNames.Emoji;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import dev.omnivae.data.store.RowSplits;
import dev.omnivae.data.text.SavedVocabulary;
import dev.omnivae.data.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Emoji as pictures and by name, split by base emoji: variants by skin tone are where their base
 * is. Those without a picture are left out; the label is the group.
 */
public final class EmojiTextReader implements Reader {
  private static final String FIRST = "emoji_u1f600.png"; // stands for the folder

  @Override
  public String name() {
    return "emoji-text";
  }

  @Override
  public String summary() {
    return "emoji as pictures (Noto) and by name";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return pictures(roots)
        .availability(List.of(FIRST))
        .and(names(roots).availability(List.of(EmojiNames.EMOJIBASE)));
  }

  private static DataFiles pictures(List<Path> roots) {
    return DataFiles.of(
        "noto-emoji",
        "png/72",
        roots,
        "put png/72 of github.com/googlefonts/noto-emoji into a folder noto-emoji and name the one"
            + " above it with --data");
  }

  private static DataFiles names(List<Path> roots) {
    return DataFiles.of(
        "emoji-text",
        roots,
        "put packages/data/en/data.raw.json of github.com/milesj/emojibase there under that name,"
            + " or name the folder above emoji-text with --data");
  }

  @Override
  public Dataset read(ReaderContext context) {
    EmojiSettings settings = context.settings().read(EmojiSettings.class, EmojiSettings.DEFAULT);
    Path first = pictures(context.roots()).get(FIRST);
    List<Emoji> emoji =
        EmojiNames.read(names(context.roots()), settings).stream()
            .filter(one -> Files.isRegularFile(first.resolveSibling(one.file())))
            .toList();
    int[] labels = emoji.stream().mapToInt(Emoji::group).toArray();
    byte[] pixels = pixels(emoji, first, settings);
    Map<Split, int[]> splits = splits(emoji, settings);
    List<String> all = emoji.stream().map(Emoji::name).toList();
    SavedVocabulary vocabulary =
        Texts.vocabulary(
            "text",
            settings.text(),
            IntStream.of(RowSplits.of(splits, Split.TRAIN)).mapToObj(all::get).toList(),
            context);
    Texts texts =
        Texts.of(
            "text", vocabulary, settings.text(), all, row -> "name of " + emoji.get(row).file());
    TextLog.tell(name(), texts.report());
    Modality image = Modality.image("image", 3, settings.size(), settings.size());
    DatasetInfo info =
        new DatasetInfo(
            name(),
            summary() + "; " + texts.report().line() + Texts.coverage(vocabulary),
            "pictures: Apache-2.0 (Noto Emoji); names: MIT (emojibase), Unicode-3.0 (CLDR)",
            "Noto Emoji, github.com/googlefonts/noto-emoji; emojibase, github.com/milesj/emojibase",
            EmojiNames.GROUPS,
            Map.of("pictures", Checksums.of(pixels)));
    return AlignedDataset.of(
        info,
        AlignedRows.of(
            List.of(Images.of(image, pixels, labels), texts.rows()),
            labels,
            row -> emoji.get(row).file()),
        splits);
  }

  /** (emoji, channel, height, width). */
  private static byte[] pixels(List<Emoji> emoji, Path first, EmojiSettings settings) {
    int each = 3 * settings.size() * settings.size();
    byte[] pixels = new byte[Math.multiplyExact(each, emoji.size())];
    IntStream.range(0, emoji.size())
        .parallel()
        .forEach(
            i ->
                Thumbnail.read(
                    first.resolveSibling(emoji.get(i).file()),
                    settings.size(),
                    settings.ground(),
                    pixels,
                    i * each));
    return pixels;
  }

  private static Map<Split, int[]> splits(List<Emoji> emoji, EmojiSettings settings) {
    int[] bases = emoji.stream().mapToInt(Emoji::base).toArray();
    int[] distinct = Arrays.stream(bases).distinct().sorted().toArray();
    if (distinct.length < 2) {
      throw InputException.of(
          "pictures of emoji-text",
          "of at least 2 emoji",
          distinct.length,
          "download the whole folder png/72");
    }
    int[] group = new int[distinct.length];
    int[] number = new int[bases.length];
    for (int i = 0; i < bases.length; i++) {
      number[i] = Arrays.binarySearch(distinct, bases[i]);
      group[number[i]] = emoji.get(i).group();
    }
    return RowSplits.grouped(
        number,
        group,
        EmojiNames.GROUPS.size(),
        settings.test(),
        settings.validation(),
        settings.seed());
  }
}
