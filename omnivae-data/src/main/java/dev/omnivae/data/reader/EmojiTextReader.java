package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.reader.EmojiNames.Emoji;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import dev.omnivae.data.store.RowSplits;
import dev.omnivae.data.text.SavedVocabulary;
import dev.omnivae.data.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Emoji as pictures and by name, split by base emoji: variants by skin tone are where their base
 * is. Those without a picture are left out; the label is the group.
 */
public final class EmojiTextReader implements Reader {
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
    return EmojiPictures.pictures(roots)
        .availability(List.of(EmojiPictures.FIRST))
        .and(EmojiPictures.names(roots).availability(List.of(EmojiNames.EMOJIBASE)));
  }

  @Override
  public Dataset read(ReaderContext context) {
    EmojiSettings settings = context.settings().read(EmojiSettings.class, EmojiSettings.DEFAULT);
    Path first = EmojiPictures.pictures(context.roots()).get(EmojiPictures.FIRST);
    List<Emoji> emoji =
        EmojiNames.read(
                EmojiPictures.names(context.roots()), settings.language(), settings.skinTones())
            .stream()
            .filter(one -> Files.isRegularFile(first.resolveSibling(one.file())))
            .toList();
    int[] labels = emoji.stream().mapToInt(Emoji::group).toArray();
    byte[] pixels =
        EmojiPictures.pixels(
            first.resolveSibling(""),
            emoji.stream().map(Emoji::file).toList(),
            settings.size(),
            settings.ground());
    Map<Split, int[]> splits =
        EmojiPictures.splits(
            emoji.stream().mapToInt(Emoji::base).toArray(),
            labels,
            EmojiNames.GROUPS.size(),
            settings.test(),
            settings.validation(),
            settings.seed());
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
            "pictures: " + EmojiPictures.LICENCE + "; names: MIT (emojibase), Unicode-3.0 (CLDR)",
            EmojiPictures.CITATION + "; emojibase, github.com/milesj/emojibase",
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
}
