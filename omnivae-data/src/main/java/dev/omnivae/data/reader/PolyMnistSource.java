package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.format.PngFile;
import dev.omnivae.data.generate.Drawing;
import dev.omnivae.data.generate.HandwrittenDigits;
import dev.omnivae.data.generate.PolyMnist;
import dev.omnivae.data.generate.Textures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a drawn PolyMNIST is made of: digits and the pictures behind them.
 *
 * @param backgrounds in colour, by the number of the modality
 * @param note what they are, for the description of the data set
 */
record PolyMnistSource(Digits digits, List<PngFile.Planes> backgrounds, String note) {
  /** Digits of a split, 28x28 grey. */
  interface Digits {
    /**
     * So many of them.
     *
     * @param split train or test
     * @param samples 0 for all there are, where they are files
     */
    Drawing of(String split, int samples);
  }

  static PolyMnistSource of(PolyMnistSettings settings, List<Path> roots) {
    List<Path> mnist =
        switch (settings.from()) {
          case "auto" ->
              MnistReader.files(roots).availability(MnistFiles.NAMES).ready() ? roots : List.of();
          case "drawn" -> List.of();
          default -> List.of(Path.of(settings.from()));
        };
    Digits digits =
        mnist.isEmpty()
            ? (split, samples) ->
                Drawing.draw(new HandwrittenDigits(), settings.seed(), split, samples)
            : (split, samples) -> mnist(mnist, split, samples);
    Path folder = folder(settings, roots);
    List<PngFile.Planes> pictures = folder == null ? Textures.all() : photographs(folder);
    for (String modality : settings.modalities()) {
      if (PolyMnistSettings.number(modality) >= pictures.size()) {
        throw InputException.of(
            "data.modalities",
            "among m0 to m%d, a picture each".formatted(pictures.size() - 1),
            modality,
            folder == null
                ? "name a folder of more pictures with backgrounds"
                : "put more pictures into " + folder);
      }
    }
    return new PolyMnistSource(
        digits,
        pictures,
        (mnist.isEmpty() ? "drawn digits" : "MNIST")
            + (folder == null ? " over drawn textures" : " over photographs"));
  }

  /** Whether nothing of it comes from files. */
  boolean drawn() {
    return note.equals("drawn digits over drawn textures");
  }

  private static Drawing mnist(List<Path> roots, String split, int samples) {
    Map<String, String> checksums = new LinkedHashMap<>();
    MnistFiles.Raw raw =
        MnistFiles.raw(
            MnistReader.files(roots), split.equals("train") ? "train" : "t10k", samples, checksums);
    if (!raw.shape()
        .subList(1, raw.shape().size())
        .equals(List.of(PolyMnist.SIZE, PolyMnist.SIZE))) {
      throw InputException.of(
          "digits of " + roots, "grey 28x28", raw.shape(), "name the folder of MNIST with from");
    }
    byte[] labels = new byte[raw.labels().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) raw.labels()[i];
    }
    return new Drawing(raw.pixels(), labels, new float[0][]);
  }

  private static @org.jspecify.annotations.Nullable Path folder(
      PolyMnistSettings settings, List<Path> roots) {
    return switch (settings.backgrounds()) {
      case "auto" ->
          roots.stream()
              .map(root -> root.resolve("backgrounds"))
              .filter(Files::isDirectory)
              .findFirst()
              .orElse(null);
      case "drawn" -> null;
      default -> Path.of(settings.backgrounds());
    };
  }

  /** The pictures of a folder by name, larger than a digit. */
  private static List<PngFile.Planes> photographs(Path folder) {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files =
          listed
              .filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g)"))
              .sorted()
              .toList();
      List<PngFile.Planes> pictures = new ArrayList<>();
      for (Path file : files) {
        PngFile.Planes picture = PngFile.read(file, 3);
        if (picture == null
            || picture.width() <= PolyMnist.SIZE
            || picture.height() <= PolyMnist.SIZE) {
          throw InputException.of(
              file.toString(),
              "a picture larger than 28x28",
              picture == null ? "no picture" : picture.height() + "x" + picture.width(),
              "replace it");
        }
        pictures.add(picture);
      }
      if (pictures.isEmpty()) {
        throw InputException.of(
            "folder " + folder, "one with .png or .jpg pictures", "none", "name another one");
      }
      return pictures;
    } catch (IOException e) {
      throw new InputException(
          "backgrounds must be a folder of pictures that can be read, got %s (%s); check the path"
              .formatted(folder, e),
          e);
    }
  }
}
