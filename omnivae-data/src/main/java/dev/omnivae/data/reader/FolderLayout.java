package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Split;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What the folders inside a folder of pictures stand for: splits, where there is a folder {@code
 * train} and one of {@code test}, {@code valid}, {@code val}, {@code validation} beside it; below
 * that, or otherwise, classes.
 *
 * @param splits by the name of a folder; empty where no folder is a split
 */
record FolderLayout(Map<String, Split> splits) {
  private static final Map<String, Split> NAMES =
      Map.of(
          "train", Split.TRAIN,
          "test", Split.TEST,
          "valid", Split.VALID,
          "val", Split.VALID,
          "validation", Split.VALID);

  FolderLayout {
    splits = Map.copyOf(splits);
  }

  static FolderLayout of(PictureFolder pictures) {
    Map<String, Split> found = new LinkedHashMap<>();
    for (String name : pictures.names()) {
      String folder = first(name).orElse("");
      Split split = NAMES.get(folder.toLowerCase(Locale.ROOT));
      if (split != null) {
        found.put(folder, split);
      }
    }
    boolean splits =
        found.containsValue(Split.TRAIN) && found.values().stream().distinct().count() > 1;
    return new FolderLayout(splits ? found : Map.of());
  }

  /** The pictures that are in a split, what else there is left out. */
  PictureFolder used(PictureFolder pictures) {
    if (splits.isEmpty()) {
      return pictures;
    }
    List<String> used = new ArrayList<>();
    List<LeftOut> aside = new ArrayList<>();
    for (String name : pictures.names()) {
      if (splits.containsKey(first(name).orElse(""))) {
        used.add(name);
      } else {
        aside.add(
            new LeftOut(
                name, Reason.ASIDE, "in none of the folders " + new TreeSet<>(splits.keySet())));
      }
    }
    return pictures.only(used, aside);
  }

  /** The class of each picture, as one of {@code classes}. */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  record Labels(List<String> classes, int[] of) {}

  /**
   * Classes by the first folder of each picture, that of its split aside.
   *
   * @param choice {@code folders}; {@code none}; {@code auto}: where there are several and every
   *     picture is in one
   */
  Labels labels(PictureFolder pictures, String choice) {
    List<Optional<String>> folders =
        pictures.names().stream().map(name -> first(inside(name))).toList();
    Optional<String> without =
        pictures.names().stream().filter(name -> first(inside(name)).isEmpty()).findFirst();
    if (choice.equals("folders") && without.isPresent()) {
      throw InputException.of(
          "every picture of " + pictures.folder(),
          "in the folder of its class",
          without.get() + ", which is in none",
          "move it into one, or write labels: none");
    }
    List<String> classes =
        List.copyOf(new TreeSet<>(folders.stream().flatMap(Optional::stream).toList()));
    if (choice.equals("none")
        || without.isPresent()
        || (choice.equals("auto") && classes.size() < 2)) {
      return new Labels(List.of(), new int[folders.size()]);
    }
    return new Labels(
        classes,
        folders.stream().mapToInt(folder -> classes.indexOf(folder.orElseThrow())).toArray());
  }

  /**
   * Rows by split: those of its folder; where it has none drawn from the training split by name.
   *
   * @throws InputException when there are too few pictures for a split
   */
  Map<Split, int[]> rows(PictureFolder pictures, FolderSettings settings) {
    List<String> names = pictures.names();
    Map<Split, int[]> rows = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      rows.put(
          split,
          IntStream.range(0, names.size()).filter(i -> split(names.get(i)) == split).toArray());
    }
    splits.forEach(
        (folder, split) ->
            atLeast(1, rows.getOrDefault(split, new int[0]).length, folder, pictures));
    double test = splits.containsValue(Split.TEST) ? 0 : settings.test();
    double validation = splits.containsValue(Split.VALID) ? 0 : settings.validation();
    int[] pool = rows.getOrDefault(Split.TRAIN, new int[0]);
    int least = 1 + (test > 0 ? 1 : 0) + (validation > 0 ? 1 : 0);
    atLeast(least, pool.length, "", pictures);
    HashSplit.of(
            IntStream.of(pool).mapToObj(names::get).toList(), test, validation, settings.seed())
        .forEach(
            (split, drawn) -> {
              if (split == Split.TRAIN || drawn.length > 0) {
                rows.put(split, IntStream.of(drawn).map(i -> pool[i]).toArray());
              }
            });
    return rows;
  }

  private Split split(String name) {
    return splits.getOrDefault(first(name).orElse(""), Split.TRAIN);
  }

  private static void atLeast(int least, int found, String inside, PictureFolder pictures) {
    if (found < least) {
      throw InputException.of(
          "pictures of "
              + (inside.isEmpty() ? pictures.folder() : pictures.folder().resolve(inside)),
          "at least %d in PNG, JPEG, GIF, BMP, WebP or TIFF".formatted(least),
          found
              + (pictures.leftOut().isEmpty()
                  ? ""
                  : " and %d left out (%s)"
                      .formatted(pictures.leftOut().size(), LeftOut.counts(pictures.leftOut()))),
          "name the folder of your pictures with --data");
    }
  }

  /** The name below the folder of its split. */
  private String inside(String name) {
    return splits.isEmpty() ? name : name.substring(name.indexOf('/') + 1);
  }

  private static Optional<String> first(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(name.substring(0, slash));
  }
}
