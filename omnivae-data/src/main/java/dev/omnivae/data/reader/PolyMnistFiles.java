package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.data.format.PngFile;
import dev.omnivae.data.generate.PolyMnist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The published layout of one split: {@code m{0..4}/{index}.{label}.png}. Samples are ordered by
 * index, then by label.
 *
 * @param keys of the samples
 * @param files by modality, then by sample; empty where missing
 */
record PolyMnistFiles(List<PolyMnist.Key> keys, List<List<Optional<Path>>> files) {
  private static final Pattern NAMED = Pattern.compile("([0-9]{1,9})\\.([0-9])\\.png");
  private static final Comparator<PolyMnist.Key> ORDER =
      Comparator.comparingInt(PolyMnist.Key::index).thenComparingInt(PolyMnist.Key::label);

  /**
   * Looks through a split.
   *
   * @param limit the first so many, 0 for all
   * @param partial whether modalities may miss; noted otherwise
   */
  static PolyMnistFiles of(
      Path split, List<String> modalities, int limit, boolean partial, Problems problems) {
    List<Map<PolyMnist.Key, Path>> found = new ArrayList<>();
    TreeSet<PolyMnist.Key> all = new TreeSet<>(ORDER);
    for (String modality : modalities) {
      found.add(list(split.resolve(modality), problems));
      all.addAll(found.get(found.size() - 1).keySet());
    }
    if (all.isEmpty()) {
      throw InputException.of(
          split.toString(),
          "a folder with pictures {modality}/{index}.{label}.png",
          "none",
          "check the path");
    }
    List<PolyMnist.Key> keys = all.stream().limit(limit == 0 ? Long.MAX_VALUE : limit).toList();
    List<List<Optional<Path>>> files = new ArrayList<>();
    for (int m = 0; m < modalities.size(); m++) {
      Map<PolyMnist.Key, Path> of = found.get(m);
      files.add(keys.stream().map(key -> Optional.ofNullable(of.get(key))).toList());
      if (!partial) {
        for (PolyMnist.Key key : keys) {
          if (!of.containsKey(key)) {
            problems.add(
                "no file of modality %s in %s/ for"
                    .formatted(modalities.get(m), split.getFileName()),
                key.toString());
          }
        }
      }
    }
    return new PolyMnistFiles(keys, files);
  }

  private static Map<PolyMnist.Key, Path> list(Path folder, Problems problems) {
    if (!Files.isDirectory(folder)) {
      throw InputException.of(
          "modality " + folder.getFileName(),
          "a folder of " + folder.getParent(),
          "no such folder",
          "name the folders there are with modalities");
    }
    Map<PolyMnist.Key, Path> files = new HashMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.png")) {
      for (Path file : stream) {
        String name = String.valueOf(file.getFileName());
        Matcher matcher = NAMED.matcher(name);
        if (matcher.matches()) {
          files.put(
              new PolyMnist.Key(
                  Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))),
              file);
        } else {
          problems.add("a name other than {index}.{label}.png in %s:".formatted(folder), name);
        }
      }
    } catch (IOException e) {
      throw new InputException("%s must be readable, got %s".formatted(folder, e), e);
    }
    return files;
  }

  /** Writes one modality of a split. */
  static void write(Path folder, List<PolyMnist.Key> keys, byte[] pixels) throws IOException {
    Files.createDirectories(folder);
    int each = 3 * PolyMnist.SIZE * PolyMnist.SIZE;
    try {
      IntStream.range(0, keys.size())
          .parallel()
          .forEach(
              i -> {
                Path file = folder.resolve(keys.get(i) + ".png");
                try {
                  PngFile.write(file, pixels, i * each, 3, PolyMnist.SIZE, PolyMnist.SIZE);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw new RunException(
          "folder %s must be writable with room left, got %s; name another one"
              .formatted(folder, e.getCause()),
          e);
    }
  }
}
