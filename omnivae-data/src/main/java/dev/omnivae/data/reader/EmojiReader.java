package dev.omnivae.data.reader;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.Availability;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Checksums;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All pictures of emoji that a folder has, split by base emoji. Pictures and splits depend on the
 * names of the files alone; where the list of names that {@code emoji-text} reads is found, labels
 * are its groups.
 */
public final class EmojiReader implements Reader {
  private static final String SKIN_TONE = "_1f3f[b-f]";
  private static final String OTHER = "other"; // in no group

  /**
   * Settings; see {@link EmojiSettings}.
   *
   * @param skinTones whether variants are read beside their base emoji
   */
  public record EmojiPictureSettings(
      String reader,
      int size,
      int ground,
      boolean skinTones,
      double test,
      double validation,
      long seed) {
    public EmojiPictureSettings {
      EmojiSettings.check(size, ground, test, validation);
    }
  }

  @Override
  public String name() {
    return "emoji";
  }

  @Override
  public String summary() {
    return "emoji as pictures (Noto)";
  }

  @Override
  public Availability availability(List<Path> roots) {
    return EmojiPictures.pictures(roots).availability(List.of(EmojiPictures.FIRST));
  }

  @Override
  public Dataset read(ReaderContext context) {
    EmojiPictureSettings settings =
        context
            .settings()
            .read(
                EmojiPictureSettings.class,
                new EmojiPictureSettings(name(), 64, 255, true, 0.1, 0.05, 1));
    Path folder =
        EmojiPictures.pictures(context.roots()).get(EmojiPictures.FIRST).resolveSibling("");
    List<String> files = files(folder, settings.skinTones());
    byte[] pixels = EmojiPictures.pixels(folder, files, settings.size(), settings.ground());
    Map<Split, int[]> splits =
        EmojiPictures.splits(
            bases(files),
            new int[files.size()],
            1,
            settings.test(),
            settings.validation(),
            settings.seed());
    int[] groups = groups(files, EmojiPictures.names(context.roots()));
    List<String> classes = new ArrayList<>();
    if (groups.length > 0) {
      classes.addAll(EmojiNames.GROUPS);
      classes.add(OTHER);
    }
    Modality image = Modality.image("image", 3, settings.size(), settings.size());
    return AlignedDataset.of(
        new DatasetInfo(
            name(),
            summary(),
            EmojiPictures.LICENCE,
            EmojiPictures.CITATION,
            classes,
            Map.of("pictures", Checksums.of(pixels))),
        AlignedRows.of(
            List.of(Images.of(image, pixels, new int[files.size()])), groups, files::get),
        splits);
  }

  private static List<String> files(Path folder, boolean skinTones) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("emoji_u") && name.endsWith(".png"))
          .filter(name -> skinTones || name.equals(base(name)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " was there a moment ago", e);
    }
  }

  private static String base(String file) {
    return file.replaceAll(SKIN_TONE, "");
  }

  /** A number for each, the same for variants of one emoji. */
  private static int[] bases(List<String> files) {
    Map<String, Integer> numbers = new HashMap<>();
    return files.stream()
        .mapToInt(file -> numbers.computeIfAbsent(base(file), name -> numbers.size()))
        .toArray();
  }

  /** Of each its group; empty where the names are not there. */
  private static int[] groups(List<String> files, DataFiles names) {
    if (names.find(EmojiNames.EMOJIBASE).isEmpty()) {
      return new int[0];
    }
    Map<String, Integer> groups = new HashMap<>();
    EmojiNames.read(names, "en", true).forEach(emoji -> groups.put(emoji.file(), emoji.group()));
    int other = EmojiNames.GROUPS.size();
    return files.stream().mapToInt(file -> groups.getOrDefault(file, other)).toArray();
  }
}
